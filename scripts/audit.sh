#!/usr/bin/env bash
# Audits pages of a browser's reading for people who do not see or do not use a mouse: axe-core's rules of
# WCAG 2.2 A and AA and of good practice, at three widths, light and dark, with everything unfolded; no
# page may scroll sideways. Needs node, npm and chromium; AXE names a folder that has axe-core and
# puppeteer-core already. Usage: flow show last --html report.html && scripts/audit.sh report.html
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: scripts/audit.sh PAGE.html…" >&2; exit 2; }
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
pages=()
for page in "$@"; do pages+=("file://$(realpath -- "$page")"); done
axe=${AXE:-$(mktemp -d)}
[ -n "${AXE:-}" ] || trap 'rm -rf "$axe"' EXIT
[ -d "$axe/node_modules/axe-core" ] || npm install --silent --no-save --prefix "$axe" axe-core@4 puppeteer-core >/dev/null
NODE_PATH=$axe/node_modules node - "$browser" "${pages[@]}" <<'SCRIPT'
const { readFileSync } = require("node:fs");
const puppeteer = require("puppeteer-core");
const [browserPath, ...pages] = process.argv.slice(2);
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
(async () => {
  const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
  const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
  let found = 0;
  for (const url of pages) for (const scheme of ["light", "dark"]) for (const width of [380, 800, 1280]) {
    const page = await browser.newPage();
    // The page lets no script run, axe's neither.
    await page.setBypassCSP(true);
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto(url, { waitUntil: "load" });
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
    await page.evaluate(axe);
    const told = await page.evaluate((values) => axe.run({ runOnly: { type: "tag", values } }), tags);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    found += told.violations.length + wide;
    console.log(`${url.split("/").pop()} ${scheme} ${width}: ${told.violations.length} violations, ${told.passes.length} rules hold${wide ? "; it scrolls sideways" : ""}`);
    for (const rule of told.violations) for (const node of rule.nodes) {
      console.log(`  ${rule.id} (${rule.impact}): ${rule.help}\n    ${node.html.slice(0, 160)}`);
    }
    await page.close();
  }
  await browser.close();
  process.exit(found > 0 ? 1 : 0);
})();
SCRIPT
