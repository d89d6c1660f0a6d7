#!/usr/bin/env bash
# Draws docs/images/returned.png: a workbook with known faults, as `hengji check
# --annotate` hands it back today. The list of findings stands above the marked table.
# Then selfcheck.png and selfcheck-explained.png: 自查.html in Chromium, with a workbook
# that cannot be handed in, and one whose finding was explained in the page.
# Needs LibreOffice, poppler-utils, Chromium and npm.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

go build -o "$folder/hengji" ./cmd/hengji
HENGJI_NOW=2022-02-10T02:00:00+08:00 "$folder/hengji" check --fail-on never --annotate "$folder" samples/faults/row_after_notes.xlsx
soffice -env:UserInstallation="file://$folder/office" --headless --convert-to pdf --outdir "$folder" "$folder"/*.xlsx &>/dev/null
pdftoppm -r 100 -png -f 1 -l 3 "$folder"/*.pdf "$folder/page" # the list, the cover, the first table
list=("$folder"/page*1.png) table=("$folder"/page*3.png)
cat >"$folder/page.html" <<HTML
<style>
  body { margin: 0; width: 1170px; background: #c8ccd2 }
  div { overflow: hidden; margin-bottom: 14px; background: #fff }
  img { display: block; width: 1170px; margin-top: -50px }
</style>
<div style="height: 600px"><img src="file://${list[0]}"></div>
<div style="height: 340px"><img src="file://${table[0]}"></div>
HTML
chromium --headless --no-sandbox --hide-scrollbars --window-size=1170,954 \
	--screenshot="$PWD/docs/images/returned.png" "file://$folder/page.html" 2>/dev/null

go run ./selfcheck/kit >/dev/null
"$folder/hengji" selfcheck --out "$folder"
for one in yuan_for_wan: control_total:市局已同意调整，见来文。; do
	node selfcheck/browser.mjs "$(command -v chromium)" "{\"address\": \"file://$folder/自查.html\", \"files\": [\"$PWD/samples/faults/${one%%:*}.xlsx\"],
		\"explain\": \"${one#*:}\", \"pictures\": \"$folder/${one%%:*}-\"}" >/dev/null
done
cp "$folder/yuan_for_wan-1280.png" docs/images/selfcheck.png
cp "$folder/control_total-1280.png" docs/images/selfcheck-explained.png
