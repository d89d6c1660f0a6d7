package night

import (
	"fmt"
	"io"
	"path/filepath"

	"hengji/home"
)

// Beside makes the file that is laid beside the blank workbooks and the returns of a
// region. Its error says why there is none for anybody.
type Beside func(region string) (BesideFile, error)

// BesideFile is made only where From, a digest of all that it is made from, is another.
type BesideFile struct {
	Name, From string
	Write      func(io.Writer) error
}

// deliverBeside lays the file beside the return of every region, and where there will be
// one. That there is none is told once, and costs no delivery.
func (o *outbox) deliverBeside() {
	if o.settings.Beside == nil {
		return
	}
	for _, region := range o.settings.RulesIn(o.rules).Regions(true) {
		file, err := o.settings.Beside(region.Name)
		if err != nil {
			o.log.Warn().Err(err).Msg("退回单旁没有放自查页")
			return
		}
		o.deliver(file.Name+" "+region.Name, func() error {
			return o.delivered.WriteFile(filepath.Join(o.settings.returnFolder(region.Name), file.Name), file.From, 0o644, file.Write)
		})
	}
}

// layBeside lays the file beside blank workbooks.
func layBeside(told io.Writer, blanks []*Blank, beside Beside) error {
	if beside == nil {
		return nil
	}
	for _, blank := range blanks {
		file, err := beside(blank.Region.Name)
		if err != nil {
			_, err = fmt.Fprintf(told, "空白工作簿旁没有放自查页：%v\n", err)
			return err
		}
		if err := home.WriteFile(filepath.Join(filepath.Dir(blank.File), file.Name), 0o644, file.Write); err != nil {
			return err
		}
	}
	return nil
}
