package matrix

import (
	_ "embed"
	"strconv"
	"sync"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

//go:embed data/electron.tsv
var electronTSV string

var electrons = sync.OnceValue(func() []Electron { return must(parseElectrons("data/electron.tsv", electronTSV)) })

func parseElectrons(file, text string) ([]Electron, error) {
	var all []Electron
	err := table.Rows(file, text, 3, func(col []string) error {
		major, err := strconv.Atoi(col[0])
		if err != nil {
			return err
		}
		modules, err := strconv.Atoi(col[1])
		if err != nil {
			return err
		}
		all = append(all, Electron{Major: major, Modules: modules, Node: text0(col[2])})
		return nil
	})
	return all, err
}

// Electrons returns the major versions of Electron, ascending.
func Electrons() []Electron { return electrons() }
