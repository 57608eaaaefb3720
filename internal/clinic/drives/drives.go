// Package drives tells which discs and sticks are in this computer just now.
//
// It promises to ask the system what is mounted and nothing else: no drive is
// opened, woken or read, and no network folder is named; and that a drive which does
// not answer holds up nobody. What is on one, and whether anybody wants to know, is
// for others.
package drives

import (
	"context"
	"sync"
	"time"
)

// Drive is a disc or a stick that is in the computer.
type Drive struct {
	Path string // where it can be read
	Name string // as people know it: its label, or the drive's letter
	Disc bool   // a CD, DVD or the image of one; else a stick or a disk
}

// Lister lists the drives, time and again. The zero value is ready.
type Lister struct {
	asked Questions[bool]
	mu    sync.Mutex
	last  map[string]bool // what each drive said last
}

// patience is how long a drive is waited for.
const patience = 2 * time.Second

// List are the drives, in no order that means anything. Where the system does not
// say, there are none.
func (l *Lister) List() []Drive {
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	return l.list(ctx)
}

// there are those of the drives in which something is: the system asks the drive
// itself. One that says nothing before ctx ends counts as it was: it may be busy, and was
// not taken out.
func (l *Lister) there(ctx context.Context, all []Drive, holds func(root string) bool) (out []Drive) {
	roots := make([]string, len(all))
	for i := range all {
		roots[i] = all[i].Path
	}
	said := l.asked.Ask(ctx, roots, holds)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := map[string]bool{}
	for _, d := range all {
		there, answered := said[d.Path]
		if !answered {
			there = l.last[d.Path]
		}
		if now[d.Path] = there; there {
			out = append(out, d)
		}
	}
	l.last = now
	return out
}
