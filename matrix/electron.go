package matrix

import (
	"cmp"
	_ "embed"
	"strconv"
	"sync"

	"github.com/napicheck/napicheck/matrix/internal/table"
)

//go:embed data/electron.tsv
var electronTSV string

//go:embed data/electron-node.tsv
var electronNodeTSV string

var electrons = sync.OnceValue(func() []Electron {
	return must(parseElectrons("data/electron.tsv", electronTSV, "data/electron-node.tsv", electronNodeTSV))
})

func parseElectrons(file, text, nodeFile, nodeText string) ([]Electron, error) {
	node := map[string]string{}
	err := table.Rows(nodeFile, nodeText, 2, func(col []string) error {
		node[col[0]] = col[1]
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []Electron
	err = table.Rows(file, text, 3, func(col []string) error {
		major, err := strconv.Atoi(col[0])
		if err != nil {
			return err
		}
		modules, err := strconv.Atoi(col[1])
		if err != nil {
			return err
		}
		all = append(all, Electron{Major: major, Modules: modules, Node: cmp.Or(text0(col[2]), node[col[0]])})
		return nil
	})
	return all, err
}

// Electrons returns the major versions of Electron, ascending.
func Electrons() []Electron { return electrons() }
