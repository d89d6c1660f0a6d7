#!/usr/bin/env bash
# Draws docs/images/returned.png: a workbook with known faults, as `hengji check
# --annotate` hands it back today. The list of findings stands above the marked table.
# Needs LibreOffice, poppler-utils and Chromium.
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
