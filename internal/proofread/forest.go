package proofread

import (
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// What is fitted by TestForest, in forest_test.go. Of a forest each line is a tree, its
// nodes in the order in which they are met, "7<0.25" for a question with what follows
// where the answer is yes, then where it is no, "=-0.04" for a leaf.
var (
	//go:embed sides.pairs
	sidesPairs string
	//go:embed sides.nexts
	sidesNexts string
	//go:embed sides.forest
	sidesForest string
)

// weights are what has been fitted: whether a mention and the one before it in its
// passage are of two sides, whether any two are, and whether a side is wrong.
type weights struct {
	nexts, pairs, sides forest
}

var fitted = sync.OnceValue(func() *weights {
	pairs, err := parseForest(sidesPairs)
	nexts, err1 := parseForest(sidesNexts)
	sides, err2 := parseForest(sidesForest)
	if err := errors.Join(err, err1, err2); err != nil {
		panic(err) // it is ours, and tested
	}
	return &weights{nexts, pairs, sides}
})

// node is one of a tree: a question about a feature, or a leaf.
type node struct {
	feature int
	below   float64
	no      int // the node where the answer is no; yes is the next one. 0: a leaf
	worth   float64
}

// forest is a sum of small trees over what leaning gives: the logarithm of the odds that
// a side is wrong.
type forest [][]node

func parseForest(s string) (out forest, err error) {
	for line := range strings.Lines(s) {
		words := strings.Fields(line)
		var tree []node
		var grow func() error
		grow = func() error {
			if len(words) == 0 {
				return fmt.Errorf("tree %d ends early", len(out))
			}
			w, at := words[0], len(tree)
			words = words[1:]
			tree = append(tree, node{})
			if leaf, is := strings.CutPrefix(w, "="); is {
				tree[at].worth, err = strconv.ParseFloat(leaf, 64)
				return err
			}
			f, below, _ := strings.Cut(w, "<")
			if tree[at].feature, err = strconv.Atoi(f); err != nil {
				return err
			}
			if tree[at].below, err = strconv.ParseFloat(below, 64); err != nil {
				return err
			}
			if err := grow(); err != nil {
				return err
			}
			tree[at].no = len(tree)
			return grow()
		}
		if err := grow(); err != nil {
			return nil, err
		}
		out = append(out, tree)
	}
	return out, nil
}

func (t forest) odds(f []float64) float64 {
	sum := 0.0
	for _, tree := range t {
		n := 0
		for tree[n].no > 0 {
			if f[tree[n].feature] < tree[n].below {
				n++
			} else {
				n = tree[n].no
			}
		}
		sum += tree[n].worth
	}
	return sum
}
