"""The measurements of `bench-wire.sh`, against the service of `benches/wire_server.rs`."""
import json, os, resource, shutil, statistics, subprocess, sys, tempfile, time, urllib.request

FLOW, SERVER, MEGABYTES, ROUNDS = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
SIZE = MEGABYTES * 1_000_000
EDIT = 0.1


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
    files = min(16384, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    server = subprocess.Popen([SERVER, str(size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    origin = f"http://127.0.0.1:{int(server.stdout.readline())}"
    try:
        transfers(work, size, origin)
        waits(work, origin)
    finally:
        server.kill()
        shutil.rmtree(work)


def transfers(work, size, origin):
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


def seen(origin):
    """How many requests came, and how many were under way at once, since this was last asked."""
    return json.loads(urllib.request.urlopen(f"{origin}/seen").read())


def requests(origin, count, balances):
    """As many requests of each kind as flow sends for that many edits, each in a session of its own, as a
    file for curl. Flow asks for the balance once for all edits that end together."""
    kinds = [
        ("/api/tasks/me/with-session/nemo_agent", {"task_name": "project", "language": "en"}),
        ("/api/state/nemo_agent/me/c{n}/latest", None),
        ("/run_sse", {"app_name": "nemo_agent", "user_id": "me", "session_id": "c{n}",
                      "new_message": {"parts": [{"text": "Cut it."}]}}),
        ("/api/state/nemo_agent/me/c{n}/latest", None),
    ]
    balance = ("/api/credits/balance/simple", None)
    blocks = []
    for n in range(count):
        for path, body in kinds + [balance] * ((n + 1) * balances // count - n * balances // count):
            lines = [f'url = "{origin}{path}"', 'output = "/dev/null"', 'silent', 'fail',
                     'header = "Authorization: Bearer nmv_usr_bench"']
            if body:
                lines += ['header = "Content-Type: application/json"', 'data = ' + json.dumps(json.dumps(body))]
            blocks.append("\n".join(lines).replace("{n}", str(n)))
    return "\nnext\n".join(blocks) + "\n"


def waits(work, origin):
    count = 1000
    parts = [f"  s{n}: {{ edit: Cut it., session: t{n} }}" for n in range(count)]
    recipe = "flow: 1\nsteps:\n" + "\n".join(parts) + "\n"
    for jobs in (1000, 100):
        rows = []
        for _ in range(ROUNDS):
            seen(origin)
            took, peak, at = flow(work, recipe, origin, "--jobs", str(jobs))
            sent, at_once = seen(origin)
            ends = [moment for (_, kind), moment in at.items() if kind == "attempt_finished:"]
            begins = [moment for (_, kind), moment in at.items() if kind == "attempt_started:"]
            assert len(ends) == count
            with open(os.path.join(work, "requests"), "w") as file:
                file.write(requests(origin, count, sent - 4 * count))
            # It takes no more than 300 at once.
            curl, *_ = timed(["curl", "-Z", "--parallel-max", str(min(jobs, 300)), "--parallel-immediate",
                              "-K", "requests"], work)
            assert seen(origin)[0] == sent
            rows.append((max(ends) - min(begins), took, curl, peak, at_once, sent))
        span, took, curl, peak, at_once, sent = (statistics.median(column) for column in zip(*rows))
        ratio = statistics.median(row[0] / row[2] for row in rows)
        path = EDIT * max(1, count // jobs)
        print(f"{count} edits of {EDIT * 1000:.0f} ms, {jobs} at a time, {sent:.0f} requests, {at_once:.0f} at once: "
              f"{span:.2f} s, {span / path:.2f} x the critical path; the whole run {took:.2f} s, {peak:.0f} MB\n"
              f"    curl -Z, the same requests: {curl:.2f} s; flow takes {ratio:.2f} x curl")


main()
