package vault

import "time"

// Head is what stands first in a set: the little that a list shows of it. All
// heads are opened together, and kept in memory until the vault is locked. Its
// JSON is what is sealed. It is given back to nobody else: a package may keep
// beside the JSON what it derives from it.
type Head interface {
	// Read reads the JSON into an empty head.
	Read(content []byte) error
	// Opened is called once the JSON was read, with the set and its version,
	// which grows with every change of the set.
	Opened(id SetID, version int64)
	// Saving is called before the head is stored, with the time of the change.
	Saving(at time.Time)
	// Compare orders a list of heads.
	Compare(than Head) int
}

// head reads a head from its JSON; the head is there also with an error, with
// nothing but its place.
func (l *layout) read(id SetID, version int64, content []byte) (Head, error) {
	h := l.head()
	err := h.Read(content)
	if err != nil {
		h, err = l.head(), damaged("head", err)
	}
	h.Opened(id, version)
	return h, err
}
