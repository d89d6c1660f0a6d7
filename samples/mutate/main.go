// Command mutate measures what the product finds: into copies of the clean
// samples it plants one fault each, of every kind that a workbook can carry, in a
// random place, has the product check them, and prints a table of what was found,
// in which cell and how often. It knows the samples by their labels and the
// product by its findings; it shares no code with the rules that it tests, and
// refuses to end in silence where they miss too much (exit 1).
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"
)

func main() {
	if err := measure(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

type options struct {
	n       int
	seed    uint64
	hengji  string
	inbox   string
	keep    string
	only    string
	details bool

	bases       int // workbooks laid out unlike any sample
	least, most int // faults in one workbook
}

func measure(args []string, out io.Writer) error {
	var o options
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	flags.IntVar(&o.n, "n", 2000, "how many mutations")
	flags.Uint64Var(&o.seed, "seed", 0, "seed of the random choices; 0: the time")
	flags.StringVar(&o.hengji, "hengji", "", "the product's program; built when left out")
	flags.StringVar(&o.inbox, "inbox", filepath.Join("samples", "2021", "inbox"), "the clean samples")
	flags.StringVar(&o.keep, "keep", "", "leave the mutated workbooks in this folder")
	flags.StringVar(&o.only, "kind", "", "this kind of fault only, or those whose names begin so where it ends in _")
	flags.IntVar(&o.bases, "bases", 51, "how many clean workbooks are laid out anew, beside the samples")
	flags.BoolVar(&o.details, "details", false, "list each mutation that was not told well")
	faults := flags.String("faults", "1", "how many in one workbook: 1, or 2-4")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if _, err := fmt.Sscanf(*faults, "%d-%d", &o.least, &o.most); err != nil && *faults != "1" {
		return fmt.Errorf("--faults %s: want 1 or a range as 2-4", *faults)
	}
	if o.seed == 0 {
		o.seed = uint64(time.Now().UnixNano())
	}
	folder := o.keep
	if folder == "" {
		temporary, err := os.MkdirTemp("", "mutate")
		if err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
		defer os.RemoveAll(temporary)
		folder = temporary
	} else if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	if o.hengji == "" {
		built, err := build(folder)
		if err != nil {
			return err
		}
		o.hengji = built
	}
	samples, err := filepath.Glob(filepath.Join(o.inbox, "*", "*_*.xlsx")) // the regions', which list projects
	if err != nil || len(samples) == 0 {
		return fmt.Errorf("no samples in %s", o.inbox)
	}
	fmt.Fprintf(out, "# Mutations: n %d, seed %d\n\n", o.n, o.seed)

	start := time.Now()
	if o.most == 0 && o.bases > 0 {
		bases, err := makeBases(o.hengji, folder, samples, o.bases, o.seed)
		if err != nil {
			return err
		}
		departments, err := makeDepartments(folder, o.bases/2+1, o.seed)
		if err != nil {
			return err
		}
		samples = slices.Concat(samples, bases, departments)
	}
	if o.most == 0 {
		own, err := filepath.Glob(filepath.Join(o.inbox, department, "*.xlsx"))
		if err != nil || len(own) == 0 {
			return fmt.Errorf("no workbook of the department in %s", o.inbox)
		}
		samples = append(samples, own...)
	}
	clean, err := checkApart(o.hengji, samples)
	if err != nil {
		return err
	}
	if o.most > 0 {
		return measureCompany(out, o, samples, folder, clean)
	}
	mutations, err := plant(samples, folder, o)
	if err != nil {
		return err
	}
	planted := time.Since(start)
	if err := run(o.hengji, mutations); err != nil {
		return err
	}
	r := judge(mutations, clean)
	r.cleanOnes = len(samples)
	r.print(out, o.details)
	proposals, err := follow(o.hengji, folder, mutations, clean)
	if err != nil {
		return err
	}
	proposals.print(out, o.details)
	fmt.Fprintf(out, "\n%d workbooks mutated in %s, checked in %s.\n", len(mutations),
		planted.Round(time.Second/10), (time.Since(start) - planted).Round(time.Second/10))
	return errors.Join(r.verdict(), proposals.verdict())
}
