package casebook

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/vault"
)

// Head is what a list shows of a case. ID, Version, Created,
// Updated, Records, Bytes and what was sealed and received are kept here; the
// rest is the caller's.
type Head struct {
	ID      casefile.CaseID `json:"-"`
	Version int64           `json:"-"` // grows with every change below the case

	Name         string               `json:"name"`             // Latin form, for display
	Native       string               `json:"native,omitempty"` // the native form, any script
	Sex          casefile.Sex         `json:"sex,omitempty"`
	BirthDate    string               `json:"birth_date,omitempty"` // YYYY-MM-DD
	Topic        string               `json:"topic,omitempty"`      // what it is about, one line
	Physician    string               `json:"physician,omitempty"`
	State        casefile.State       `json:"state"`
	Reference    casefile.Reference   `json:"reference,omitempty"`
	ServerState  string               `json:"server_state,omitempty"` // as the service sent it
	Problems     int                  `json:"problems,omitempty"`     // errors left before the seal
	Emergent     bool                 `json:"emergent,omitempty"`
	Unread       bool                 `json:"unread,omitempty"` // something came that nobody has looked at
	WaitingSince *time.Time           `json:"waiting_since,omitempty"`
	Service      casefile.ServiceKind `json:"service,omitempty"`
	Questions    []string             `json:"questions,omitempty"`     // for the search box
	Agreed       bool                 `json:"agreed,omitempty"`        // the agreement is signed
	Decisions    int                  `json:"decisions,omitempty"`     // discrepancies that wait for a person
	Opinion      OpinionState         `json:"opinion,omitempty"`       // of the newest version here
	Opened       []int                `json:"opened,omitempty"`        // versions of the opinion whose opening the service has
	Acknowledged []int                `json:"acknowledged,omitempty"`  // and those that it wants no acknowledgement of any more
	CopyDeclined bool                 `json:"copy_declined,omitempty"` // no courtesy copy (R19)
	Request      string               `json:"request,omitempty"`       // what OSO asks the clinic for
	Revising     string               `json:"revising,omitempty"`      // addendum, correction: a further version is written
	OutcomeAsked *time.Time           `json:"outcome_asked,omitempty"` // OSO asks what became of the case
	Delivered    []int                `json:"delivered,omitempty"`     // versions that OSO delivered another way
	ClockStart   *time.Time           `json:"clock_start,omitempty"`   // of the two weeks (R11)
	ClockDue     *time.Time           `json:"clock_due,omitempty"`     // when they are over, as the service reckons: without its holidays
	ClockEnd     *time.Time           `json:"clock_end,omitempty"`     // released, or ended otherwise
	SentBytes    int64                `json:"sent_bytes,omitempty"`    // of the newest sealed version
	TotalBytes   int64                `json:"total_bytes,omitempty"`
	Created      time.Time            `json:"created"`
	Updated      time.Time            `json:"updated"`
	// Imports that ended before all was read, or run: see PutImport.
	Imports     int `json:"imports,omitempty"`
	ImportFound int `json:"import_found,omitempty"` // files; 0 where none is counted yet
	ImportRead  int `json:"import_read,omitempty"`  // of them

	// What was sealed and what the service answered last, see Put: whether
	// something is to be sent is known without reading the case.
	SealedVersion   int    `json:"sealed_version,omitempty"`
	ReceivedVersion int    `json:"received_version,omitempty"`
	ReceivedEpoch   string `json:"received_epoch,omitempty"`

	Studies []string `json:"studies,omitempty"` // marks of the studies in it (StudyMark): the same disc is known again

	Records int   `json:"records,omitempty"`
	Bytes   int64 `json:"bytes,omitempty"` // original bytes of all records
}

// listed is a Head as the vault keeps it, with the text that Search looks at.
type listed struct {
	Head
	text string
}

func (l *listed) Opened(id vault.SetID, version int64) {
	h := &l.Head
	h.ID, h.Version = casefile.CaseID(id), version
	l.text = strings.ToLower(strings.Join([]string{h.Name, h.Native, h.BirthDate, h.Topic, h.Physician, string(h.Reference), h.Reference.String()}, "\n"))
}

func (l *listed) Saving(at time.Time) { l.Updated = at }

// Compare puts the newest change first.
func (l *listed) Compare(than vault.Head) int {
	o := than.(*listed)
	return cmp.Or(o.Updated.Compare(l.Updated), cmp.Compare(l.ID, o.ID))
}

// Head gives one case's head. If it is damaged, the case's other rows can
// still be read, and nothing can be written.
func (v *Vault) Head(id casefile.CaseID) (Head, error) {
	h, err := v.Vault.Head(vault.SetID(id))
	if h == nil {
		return Head{}, err
	}
	return h.(*listed).Head, err
}

// Heads gives the heads of all cases, newest change first. Where some are
// damaged it gives the others and an error of kind Damaged.
func (v *Vault) Heads(ctx context.Context) ([]Head, error) { return v.Search(ctx, "") }

// Search finds heads by words in name, native name, birth date, topic,
// physician or reference, in memory only, newest change first. All words must
// be met; an empty query meets all. Damage is told as by Heads.
func (v *Vault) Search(ctx context.Context, query string) ([]Head, error) {
	all, err := v.Vault.Heads(ctx)
	words := strings.Fields(strings.ToLower(query))
	var out []Head
	if len(words) == 0 {
		out = make([]Head, 0, len(all))
	}
	for _, h := range all {
		l := h.(*listed)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(l.text, w) }) {
			out = append(out, l.Head)
		}
	}
	return out, err
}

// StudyMark is what a head knows a study by: short, and nothing that says which
// study it is.
func StudyMark(uid string) string {
	sum := sha256.Sum256([]byte("study\x00" + uid))
	return base64.RawURLEncoding.EncodeToString(sum[:9])
}
