#!/usr/bin/env python3
"""One moment of a recorded terminal as a page: the one at which most was going on.

terminal.py TYPESCRIPT COLUMNS ROWS COMMAND. It obeys what flow's live view writes, which is moving up,
clearing to the end, and new lines; wrapping it does not, so that a line that is too wide shows.
"""
import html
import re
import sys

path, columns, rows, command = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
text = open(path, encoding="utf-8", newline="").read()
text = re.sub(r"\AScript started[^\n]*\n", "", text)
text = re.sub(r"\nScript done[^\n]*\n?\Z", "", text)
screen, row, best, most = [""], 0, [], (-1, -1)
for piece in re.findall(r"\x1b\[\d*[A-Z]|\x1b\[\?\d+[hl]|[\r\n]|[^\r\n\x1b]+", text):
    if piece.endswith("A") and piece[0] == "\x1b":
        # What was drawn is about to be taken away, so this is what stood there.
        moving = [int(found) for found in re.findall(r"(\d+)%", "\n".join(screen))]
        score = (len(moving), -abs(sum(moving) - 45 * len(moving)))
        if score > most:
            best, most = screen[-rows:], score
        row = max(0, row - int(piece[2:-1]))
    elif piece == "\x1b[J":
        screen = screen[:row] + [""]
    elif piece == "\n":
        row += 1
        screen += [""] * (row + 1 - len(screen))
    elif piece[0] not in "\r\x1b":
        assert len(piece) <= columns, f"a line is wider than the terminal: {piece}"
        screen[row] += piece
best += [""] * (rows - len(best))
lines = "\n".join(html.escape(line) for line in best)
print(f"""<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 14px; background: #eef0f3; }}
div {{ background: #14181d; border-radius: 9px; box-shadow: 0 2px 10px rgb(0 0 0 / .3); overflow: hidden; }}
header {{ background: #272d35; padding: 9px 12px; display: flex; gap: 7px; }} header i {{ width: 11px; height: 11px; border-radius: 50%; background: #566070; }}
pre {{ margin: 0; padding: 12px 14px 14px; color: #dfe5ec; font: 13.5px/1.42 "DejaVu Sans Mono", ui-monospace, Menlo, monospace; }} b {{ color: #7fd6a4; }}
</style><div><header><i></i><i></i><i></i></header><pre><b>$ {html.escape(command)}</b>
{lines}</pre></div>""")
