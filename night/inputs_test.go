package night

import (
	"testing"

	"hengji/home"
)

// A program with another text carries nothing over, and has something to publish.
func TestAnotherProgramReadsEverythingAnew(t *testing.T) {
	n := &Night{review: aReviewer(t)}
	reading := n.reading()
	made, err := n.inputs(&home.Ledger{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ours := programDigest
	defer func() { programDigest = ours }()
	programDigest = func() string { return "another" }
	anew, err := n.inputs(&home.Ledger{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n.reading() == reading || anew.digest() == made.digest() {
		t.Error("another program is taken for the same")
	}
}
