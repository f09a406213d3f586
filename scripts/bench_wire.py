"""A service that waits and counts, and the measurements of `bench-wire.sh` against it."""
import asyncio, json, multiprocessing, os, resource, shutil, statistics, subprocess, sys, tempfile, time

FLOW, MEGABYTES, ROUNDS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
SIZE = MEGABYTES * 1_000_000
EDIT = 0.1


class Service:
    """Answers each connection once, as the client asks for it; an edit takes a tenth of a second."""

    def __init__(self, film):
        self.film, self.sessions, self.now, self.most = film, {}, 0, 0

    async def serve(self, reader, writer):
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.answer(reader, writer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.now -= 1
            writer.close()

    async def answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, path = head.split(" ")[:2]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])}
        length, body = int(headers.get("content-length", 0)), b""
        if headers.get("expect", "").lower() == "100-continue":
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if "multipart" in headers.get("content-type", ""):
            left = length
            while left:
                left -= len(await reader.read(min(left, 1 << 20))) or left
        elif length:
            body = await reader.readexactly(length)
        if path.startswith("/file/"):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                         % os.path.getsize(self.film))
            await writer.drain()
            with open(self.film, "rb") as film:
                await asyncio.get_running_loop().sendfile(writer.transport, film)
            return
        if path.startswith("/run_sse"):
            await asyncio.sleep(EDIT)
            self.sessions[json.loads(body)["session_id"]] += 1
            return self.send(writer, b'data: {"type":"text","content":"Done."}\n\n', "text/event-stream")
        self.send(writer, json.dumps(self.data(path, body)).encode(), "application/json")

    def send(self, writer, body, kind):
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)

    def data(self, path, body):
        parts = path.strip("/").split("/")
        if "with-session" in path:
            session = str(len(self.sessions))
            self.sessions[session] = 0
            return {"code": 0, "data": {"session_id": session, "task_id": "t"}}
        if parts[:2] == ["api", "state"]:
            tracks = [{"tt": 7, "sg": [{"d": 1000, "m": {"text": "x"}}]}] * (self.sessions[parts[4]] + 1)
            media = [{"filename": "film.mp4", "cdn_url": "/file/x"}] * self.sessions[parts[4]]
            return {"code": 0, "data": {"state": {"draft": {"t": tracks}, "video_infos": media}}}
        if parts[:2] == ["api", "upload-video"]:
            self.sessions[parts[4]] += 1
            return {"code": 0, "data": {"files": [{"filename": "film.mp4", "cdn_url": "/file/x"}], "session_state_applied": True}}
        if parts[:2] == ["api", "credits"]:
            return {"code": 0, "data": {"available": 1, "frozen": 0, "total": 1}}
        return {"success": True, "data": {"status": "completed", "outputUrl": "/file/x"}}


def run_service(film, pipe):
    async def main():
        service = Service(film)
        server = await asyncio.start_server(service.serve, "127.0.0.1", 0, limit=1 << 20, backlog=4096)
        pipe.send(server.sockets[0].getsockname()[1])
        loop = asyncio.get_running_loop()
        while True:
            await loop.run_in_executor(None, pipe.recv)
            pipe.send(service.most)
            service.most = 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(16384, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)
    asyncio.run(main())


def timed(words, cwd):
    """Seconds, and the peak of memory in MB."""
    env = {"PATH": os.environ["PATH"], "HOME": cwd, "NEMO_TOKEN": "nmv_usr_bench"}
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(words, cwd=cwd, env=env, stdout=out, stderr=subprocess.STDOUT)
        peak = 0
        # The system's own account of a child counts what its parent held before it.
        while child.poll() is None:
            with open(f"/proc/{child.pid}/status") as status:
                peak = max([peak, *(int(line.split()[1]) for line in status if line.startswith("VmHWM"))])
            time.sleep(0.005)
        took, status = time.perf_counter() - begin, child.returncode
        out.seek(0)
        text = out.read()
    if status:
        sys.exit(f"{words}: {status}\n{text.decode()[-3000:]}")
    return took, peak / 1024, text.decode()


def events(text):
    """When each step began and ended, by the run's own record."""
    from datetime import datetime
    out = {}
    for line in text.splitlines():
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") in ("effect_announced", "effect_known", "attempt_started", "attempt_finished"):
            kind = event["event"] + ":" + (next(iter(event.get("effect") or event.get("known") or {"": 0}), "")
                                           if not isinstance(event.get("effect"), str) else event["effect"])
            out[event["node"], kind] = datetime.fromisoformat(event["at"].replace("Z", "+00:00")).timestamp()
    return out


def flow(work, recipe, origin, *more):
    shutil.rmtree(os.path.join(work, ".flow"), ignore_errors=True)
    if os.path.exists(os.path.join(work, "out.mp4")):
        os.remove(os.path.join(work, "out.mp4"))
    os.sync()
    with open(os.path.join(work, "recipe.yaml"), "w") as file:
        file.write(recipe)
    took, peak, text = timed([FLOW, "run", "recipe.yaml", "--backend", origin, "--yes", "--overwrite", "--json-events", *more], work)
    return took, peak, events(text)


def main():
    work = tempfile.mkdtemp()
    os.mkdir(os.path.join(work, ".git"))
    film = os.path.join(work, "film.mp4")
    with open(film, "wb") as file:
        file.write(b"\0\0\0\x18ftypisom")
        block = os.urandom(1 << 20)
        for _ in range(SIZE >> 20):
            file.write(block)
    size = os.path.getsize(film)
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=run_service, args=(film, theirs), daemon=True)
    server.start()
    port = ours.recv()
    origin = f"http://127.0.0.1:{port}"
    try:
        measure(work, film, size, origin, ours)
    finally:
        server.terminate()
        shutil.rmtree(work)


def measure(work, film, size, origin, pipe):
    rows = {"upload": [], "download": []}
    peaks = []
    for _ in range(ROUNDS):
        curl_up, *_ = timed(["curl", "-sf", "-o", "answer", "-F", "files=@film.mp4", f"{origin}/api/upload-video/nemo_agent/me/0"], work) \
            if flow(work, "flow: 1\nsteps: { a: { edit: Cut it. } }\n", origin) else None
        recipe = "flow: 1\nsteps:\n  talk: { upload: film.mp4 }\n  out: { export: out.mp4 }\n"
        _, peak, at = flow(work, recipe, origin, "--config", "backend.render_poll=10ms")
        # Both files are on disk in the end, and neither waits for what the other left to write.
        os.sync()
        curl_down, *_ = timed(["sh", "-c", f"curl -sf -o curl.mp4 {origin}/file/x && sync curl.mp4"], work)
        os.remove(os.path.join(work, "curl.mp4"))
        peaks.append(peak)
        rows["upload"].append((at["talk", "effect_known:uploaded"] - at["talk", "effect_announced:upload"], curl_up))
        rows["download"].append((at["out", "effect_known:written"] - at["out", "effect_announced:write"], curl_down))
        assert os.path.getsize(os.path.join(work, "out.mp4")) == size
    for name, pairs in rows.items():
        own, curl = (statistics.median(column) for column in zip(*pairs))
        print(f"{name:9} flow {size / own / 1e6:7.0f} MB/s   curl {size / curl / 1e6:7.0f} MB/s   ratio {curl / own:.2f}")
    print(f"memory    {statistics.median(peaks):.1f} MB at most, for {size / 1e6:.0f} MB both ways")
    count = 1000
    for jobs in (1000, 100):
        parts = [f"  s{n}: {{ edit: Cut it., session: t{n} }}" for n in range(count)]
        recipe = "flow: 1\nsteps:\n" + "\n".join(parts) + "\n"
        pipe.send(None); pipe.recv()
        took, peak, at = flow(work, recipe, origin, "--jobs", str(jobs))
        pipe.send(None); most = pipe.recv()
        prompts = [moment for (_, kind), moment in at.items() if kind == "effect_announced:prompt"]
        ends = [moment for (_, kind), moment in at.items() if kind == "attempt_finished:"]
        begins = [moment for (_, kind), moment in at.items() if kind == "attempt_started:"]
        assert len(ends) == count
        span = max(ends) - min(begins)
        print(f"{count} edits of {EDIT * 1000:.0f} ms, {jobs} at a time: {took:.2f} s, of which steps {span:.2f} s "
              f"({count * EDIT / jobs / span:.2f} of it waiting); {most} connections, {peak:.0f} MB")
    # The waits alone, without the session, the two reads and the balance that come with each edit.
    curl, *_ = timed(["curl", "-s", "-Z", "--parallel-max", "100", "--parallel-immediate", "-o", "/dev/null",
                      "-d", '{"session_id":"0"}', f"{origin}/run_sse?[1-{count}]"], work)
    print(f"curl -Z, {count} waits, 100 at a time: {curl:.2f} s; flow with six requests for each {took:.2f} s, "
          f"ratio {curl / took:.2f}")


main()
