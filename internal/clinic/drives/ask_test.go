package drives

import (
	"context"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
)

// A drive that does not answer holds up nobody, is not asked a second time
// meanwhile, and is heard of once it has answered.
func TestQuestionsThatNobodyAnswers(t *testing.T) {
	t.Parallel()
	var q Questions[bool]
	var asked atomic.Int32
	free := make(chan struct{})
	ask := func(key string) bool {
		if key == "hangs" {
			asked.Add(1)
			<-free
		}
		return key != "empty"
	}
	keys := []string{"hangs", "disc", "empty"}
	for range 5 {
		ctx, stop := context.WithCancel(context.Background())
		go func() { // the two others answer; then the bound is reached
			q.Ask(context.Background(), keys[1:], ask)
			stop()
		}()
		got := q.Ask(ctx, keys, ask)
		if _, answered := got["hangs"]; answered {
			t.Fatalf("%v", got)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("it was asked %d times", n)
	}
	close(free)
	if got := q.Ask(context.Background(), keys, ask); !maps.Equal(got, map[string]bool{"hangs": true, "disc": true, "empty": false}) {
		t.Errorf("once it answers: %v", got)
	}
}

// What a drive without a disc says, and one that says nothing, is no drive; the
// others are there.
func TestDrivesThatHang(t *testing.T) {
	t.Parallel()
	var l Lister
	free := make(chan struct{})
	defer close(free)
	roots := []Drive{{Path: `D:\`, Name: "D:", Disc: true}, {Path: `E:\`, Name: "E:"}, {Path: `F:\`, Name: "F:"}}
	ctx, stop := context.WithCancel(context.Background())
	got := l.there(ctx, roots, func(root string) bool {
		switch root {
		case `F:\`:
			stop()
			<-free // a card reader that is busy
		case `E:\`:
			return false
		}
		return true
	})
	stop()
	if slices.Contains(got, roots[1]) || slices.Contains(got, roots[2]) {
		t.Errorf("%+v", got)
	}
	ctx, stop = context.WithCancel(context.Background())
	busy := Lister{last: map[string]bool{`G:\`: true}}
	got = busy.there(ctx, []Drive{{Path: `G:\`, Name: "G:"}}, func(string) bool { stop(); <-free; return true })
	if stop(); len(got) != 1 {
		t.Errorf("a drive that is busy was taken out: %+v", got)
	}
	if got = l.there(context.Background(), roots[:2], func(root string) bool { return root == `D:\` }); !slices.Equal(got, roots[:1]) {
		t.Errorf("%+v", got)
	}
}
