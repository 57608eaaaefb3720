package vault

import (
	"cmp"
	"context"
	"encoding/json"
	"time"
)

// What the tests keep in the vault: sets with a few kinds of rows.
const (
	KindSection  Kind = "section"
	KindDecision Kind = "decision"
	KindEvent    Kind = "event"
	KindDraft    Kind = "draft"

	KindServer    Kind = "server"
	KindCursor    Kind = "cursor"
	KindOutbox    Kind = "outbox"
	KindTombstone Kind = "tombstone"
	KindNotice    Kind = "notice"
)

// label is the head of a set.
type label struct {
	ID      SetID `json:"-"`
	Version int64 `json:"-"`

	Name      string    `json:"name"`
	Native    string    `json:"native,omitempty"`
	Sex       string    `json:"sex,omitempty"`
	BirthDate string    `json:"birth_date,omitempty"`
	Topic     string    `json:"topic,omitempty"`
	Physician string    `json:"physician,omitempty"`
	State     string    `json:"state,omitempty"`
	Number    int       `json:"number,omitempty"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
}

func (l *label) Read(content []byte) error      { return json.Unmarshal(content, l) }
func (l *label) Opened(id SetID, version int64) { l.ID, l.Version = id, version }
func (l *label) Saving(at time.Time)            { l.Updated = at }
func (l *label) Compare(than Head) int {
	o := than.(*label)
	return cmp.Or(o.Updated.Compare(l.Updated), cmp.Compare(l.ID, o.ID))
}

// labelOf is the head of the act's set.
func labelOf(tx *Tx) *label { return tx.Head().(*label) }

// readLabel reads a set's head.
func readLabel(v *Vault, id SetID) (label, error) {
	h, err := v.Head(id)
	if h == nil {
		return label{}, err
	}
	return *h.(*label), err
}

func sample() Layout {
	return Layout{
		Set:  "thing",
		Head: func() Head { return new(label) },
		Kinds: map[Kind]byte{
			KindSection: 1, KindDecision: 3, KindEvent: 6, KindDraft: 10,
			KindServer: 64, KindCursor: 66, KindOutbox: 68, KindTombstone: 69, KindNotice: 71,
		},
	}
}

// bury leaves a row in place of a set that is discarded.
func bury(id SetID, by string) func(*Tx) error {
	return func(tx *Tx) error {
		_, err := Put(tx, KindTombstone, Row[string]{ID: string(id), Value: by})
		return err
	}
}

// labels are the heads of all sets.
func labels(v *Vault) ([]label, error) {
	heads, err := v.Heads(context.Background())
	var out []label
	for _, h := range heads {
		out = append(out, *h.(*label))
	}
	return out, err
}

// named is the row of a record that says more than the vault knows.
type named struct {
	Record
	Path string          `json:"path"`
	Meta json.RawMessage `json:"meta,omitempty"`
}

// at has the record's row say a path.
func (w *Writer) at(path string) {
	w.Row = func(r Record) any { return named{r, path, nil} }
}
