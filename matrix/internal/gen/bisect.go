package main

import "github.com/napicheck/napicheck/matrix/internal/table"

// bisect measures the releases of one line, ascending, until every two
// measured neighbours either agree (same) or stand next to each other in line.
//
// Equal ends say nothing about what came and went in between, so it starts
// from the first release of every minor version and the last of the line:
// what appears and disappears within the patches of one minor is beyond it.
func bisect(line []table.Version, measure func(table.Version) error, same func(a, b table.Version) bool) error {
	var seeds []int
	for i, v := range line {
		if i == 0 || line[i-1].Minor != v.Minor || i == len(line)-1 {
			seeds = append(seeds, i)
		}
	}
	for _, i := range seeds {
		if err := measure(line[i]); err != nil {
			return err
		}
	}
	var narrow func(i, j int) error
	narrow = func(i, j int) error {
		if j-i < 2 || same(line[i], line[j]) {
			return nil
		}
		m := i + (j-i)/2
		if err := measure(line[m]); err != nil {
			return err
		}
		if err := narrow(i, m); err != nil {
			return err
		}
		return narrow(m, j)
	}
	for k := 1; k < len(seeds); k++ {
		if err := narrow(seeds[k-1], seeds[k]); err != nil {
			return err
		}
	}
	return nil
}
