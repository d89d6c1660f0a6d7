package night

import (
	"fmt"
	"slices"
	"strings"

	"hengji"
)

// contactsFile is the bureau's own list of whom to phone; no workbook adds to it.
const contactsFile = "contacts.csv"

// contactColumns is its header; a region may have several lines.
var contactColumns = []string{"region", "name", "phone"}

// readContacts reads whom to phone, in words, by region. It shows in the pages alone, and
// judges nothing: what is wrong with it is told there, and ends no run.
func (o *outbox) readContacts() (contacts map[string]string, trouble string) {
	path := o.home.Path(contactsFile)
	rows, err := readList(path, contactColumns, 2)
	if err != nil {
		return nil, strings.ReplaceAll(err.Error(), path, contactsFile) // the page is the same wherever the home lies
	}
	contacts = map[string]string{}
	for i, row := range rows {
		if !slices.ContainsFunc(o.rules.Regions(true), func(region hengji.Code) bool { return region.Name == row[0] }) {
			return nil, fmt.Sprintf("%s:%d: 没有报送单位 %q", contactsFile, i+2, row[0])
		}
		words := strings.TrimSpace(row[1] + " " + row[2])
		if before := contacts[row[0]]; before != "" {
			words = before + "；" + words
		}
		contacts[row[0]] = words
	}
	return contacts, ""
}
