// Package drives tells which discs and sticks are in this computer just now.
//
// It promises to ask the system what is mounted and nothing else: no drive is
// opened, woken or read, and no network folder is named. What is on one, and
// whether anybody wants to know, is for others.
package drives

// Drive is a disc or a stick that is in the computer.
type Drive struct {
	Path string // where it can be read
	Name string // as people know it: its label, or the drive's letter
	Disc bool   // a CD, DVD or the image of one; else a stick or a disk
}

// List are the drives, in no order that means anything. Where the system does not
// say, there are none.
func List() []Drive { return list() }
