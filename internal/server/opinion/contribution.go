package opinion

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/prose"
	"oso/internal/seal"
	"oso/internal/server/db"
	"oso/internal/server/letter"
	"oso/internal/server/workflow"
)

// Asked is what somebody is asked for who is not the opinion's lead: a part of the
// letter under its heading (R49), with what is shown before the person accepts.
type Asked struct {
	Heading  string          `json:"heading"`
	Synopsis json.RawMessage `json:"synopsis"`
}

// signedPart is what contributions.signed_sealed holds.
type signedPart struct {
	Body        []byte           `json:"body"` // canonical bytes of deed.Part
	Endorsement deed.Endorsement `json:"endorsement"`
	Manifest    string           `json:"manifest"` // over which records
}

// standingPart is one that its author has signed and nobody took off.
type standingPart struct {
	deed.Part
	signedPart
	at time.Time
}

// AskedFor is what a part was asked for with.
func (w *Working) AskedFor(p db.Contribution) (Asked, error) {
	var a Asked
	err := w.OpenContribution(p, &a)
	return a, errs.Op(err, "read part")
}

// Contribution is a part by its id. Kind NotFound: the case has none such.
func (w *Working) Contribution(id string) (db.Contribution, error) {
	i := slices.IndexFunc(w.Contributions, func(p db.Contribution) bool { return p.ID == id })
	if i < 0 {
		return db.Contribution{}, errs.E(errs.NotFound, "find part", "There is no such part of this opinion, or it is no longer there. Load the case again.")
	}
	return w.Contributions[i], nil
}

// NewHeading tells under which heading a part may be asked for: words that no other
// part of the letter has. Kind Invalid or Conflict otherwise.
func (w *Working) NewHeading(heading string) (string, error) {
	const op = "ask for part"
	heading = strings.Join(strings.Fields(heading), " ")
	if heading == "" {
		return "", errs.E(errs.Incomplete, op, "Say what the part is called in the letter. Nothing was changed.")
	}
	taken := errs.E(errs.Conflict, op, "The letter has a part under this heading already. Nothing was changed. Choose other words.")
	for _, kind := range []string{"imaging", "pathology"} {
		if strings.EqualFold((Reading{Kind: kind}).heading(), heading) {
			return "", taken
		}
	}
	for _, p := range w.Contributions {
		a, err := w.AskedFor(p)
		if err != nil {
			return "", err
		}
		gone := p.State == string(workflow.PartDeclined) || p.State == string(workflow.PartRemoved)
		if !gone && strings.EqualFold(a.Heading, heading) {
			return "", taken
		}
	}
	return heading, nil
}

// SavePart keeps what is being written of a part, over the row version that was
// read. Kind Conflict: another window saved in between, nothing was overwritten.
func (w *Working) SavePart(ctx context.Context, q *db.Queries, p db.Contribution, rowVersion int64, text string) (db.Contribution, error) {
	const op = "save part"
	if p.State != string(workflow.PartAccepted) {
		return p, errs.E(errs.Refused, op, "This part is signed, or no longer yours to write. Nothing was changed.")
	}
	text = oneEnd(text)
	sealed := w.SealPart(p.ID, text)
	n, err := q.SaveContribution(ctx, db.SaveContributionParams{ID: p.ID, CaseID: w.Row.ID, DraftSealed: sealed, RowVersion: rowVersion})
	if err == nil && n != 1 {
		return p, partMoved(op)
	}
	if err != nil {
		return p, db.Err(err, op)
	}
	p.DraftSealed, p.RowVersion = sealed, rowVersion+1
	return p, nil
}

func partMoved(op string) error {
	return errs.E(errs.Conflict, op, "This part was saved from another window in the meantime. What is stored was not overwritten. Open it again and put in what is missing.")
}

// partToSign is the part as it would be signed: the words as they were read.
func (w *Working) partToSign(p db.Contribution, rowVersion int64, author Author, now time.Time) (deed.Part, error) {
	const op = "sign part"
	var part deed.Part
	if p.RowVersion != rowVersion {
		return part, partMoved(op)
	}
	a, err := w.AskedFor(p)
	if err != nil {
		return part, err
	}
	text, err := w.Part(p)
	if err != nil {
		return part, errs.Op(err, op)
	}
	part = deed.Part{Case: casefile.CaseID(w.Row.ID), Heading: a.Heading, Text: text, TextForm: prose.Form, Signer: SignerOf(author)}
	part.Signer.Part = a.Heading
	incomplete := func(says string) error {
		return errs.E(errs.Incomplete, op, says+" Nothing was signed; what you wrote is kept.")
	}
	switch {
	case !prose.Says(text):
		return part, incomplete("The part is empty. Write it, then sign.")
	case w.Manifest == "":
		return part, incomplete("Nothing that was reviewed is on record.")
	case workflow.CredentialsOf(author.Person).Lapsed(now):
		return part, incomplete("Your credentials on record have lapsed. Tell the coordinator.")
	}
	if mark := marked(text); mark != "" {
		return part, incomplete(fmt.Sprintf("“%s” leads to the list of another's letter. Name the source or the image in words.", mark))
	}
	return part, nil
}

// marked is the first mark of a text that would lead to a list of the letter, which
// is its lead's.
func marked(text string) string {
	// Against lists as long as a mark can name: what a mark leads to is not asked.
	all := deed.Content{References: make([]string, 999), Notes: make([]string, 99), Figures: make([]deed.Figure, 999)}
	for _, m := range all.Marks(prose.Plain(text)) {
		if m.Kind != deed.MarkText {
			return m.Text
		}
	}
	return ""
}

// ReadyPart tells whether a part can be signed as it was saved, before a code is
// spent: that it says something, and that the letter can set it.
func (w *Working) ReadyPart(ctx context.Context, q *db.Queries, p db.Contribution, rowVersion int64, author Author, head deed.Letterhead, today string, now time.Time) error {
	part, err := w.partToSign(p, rowVersion, author, now)
	if err != nil {
		return err
	}
	c := w.Begin(author, head, today, nil)
	c.Complaint, c.History = "", "" // the clinic's words are the lead's to set
	c.Findings = []deed.Section{{Heading: part.Heading, Text: part.Text}}
	if c.Citations, err = w.Cited(ctx, q, part.Text); err != nil {
		return err
	}
	_, err = letter.Render(ctx, &c, letter.Facts{Signed: []time.Time{now}, Zone: w.zone, Picture: w.pictureOf(ctx, q, &c)}, letter.A4)
	return errs.Op(err, "sign part")
}

// SignPart signs a part as it was saved and stores it, before the sign-part event.
// It gives the hash that the event acts on.
func (w *Working) SignPart(ctx context.Context, q *db.Queries, p db.Contribution, rowVersion int64, by Signature) (string, error) {
	const op = "sign part"
	part, err := w.partToSign(p, rowVersion, by.Person, by.At)
	if err != nil {
		return "", err
	}
	body, err := part.Encode()
	if err != nil {
		return "", err
	}
	sum := seal.SHA256(body)
	e, err := deed.SignContent(by.Key, by.Cert, deed.AuthorStatement{
		Case: part.Case, ContentSHA256: sum, ManifestSHA256: w.Manifest, Part: part.Heading, SignedAt: by.At,
	})
	if err != nil {
		return "", err
	}
	sealed, err := w.SealSignedPart(p.ID, signedPart{body, e, w.Manifest})
	if err != nil {
		return "", err
	}
	n, err := q.StoreContribution(ctx, db.StoreContributionParams{
		ID: p.ID, CaseID: w.Row.ID, SignedSealed: sealed, SignedSHA256: sum, SignedAt: by.At.UnixMilli(), Version: w.Row.Version, RowVersion: rowVersion,
	})
	if err == nil && n != 1 {
		return "", partMoved(op)
	}
	return sum, db.Err(err, op)
}

// SignedPart is a part as its author signed it, whatever became of it since; false
// where it never was.
func (w *Working) SignedPart(p db.Contribution) (deed.Part, bool, error) {
	s, ok, err := w.signedPart(p)
	return s.Part, ok, err
}

func (w *Working) signedPart(p db.Contribution) (standingPart, bool, error) {
	const op = "read part"
	var s standingPart
	if p.SignedSHA256 == "" {
		return s, false, nil
	}
	if err := w.OpenSignedPart(p, &s.signedPart); err != nil {
		return s, false, errs.Op(err, op)
	}
	if seal.SHA256(s.Body) != p.SignedSHA256 {
		return s, false, errs.E(errs.SignatureMismatch, op, "What is stored of a part is not what was signed. It is not shown. Tell the system administrator.")
	}
	if err := json.Unmarshal(s.Body, &s.Part); err != nil {
		return s, false, errs.Wrap(err, errs.Damaged, op, "")
	}
	s.at = time.UnixMilli(p.SignedAt)
	return s, true, nil
}

// standingParts are those that belong into the letter, in the order in which they
// were asked for.
func (w *Working) standingParts() ([]standingPart, error) {
	var out []standingPart
	for _, p := range w.Contributions {
		if p.State != string(workflow.PartDone) {
			continue
		}
		s, ok, err := w.signedPart(p)
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, errs.E(errs.Damaged, "read part", "A part of this opinion is signed, and its words are not here. Nothing was changed. Tell the system administrator.")
		}
		out = append(out, s)
	}
	return out, nil
}

// withParts is a content with the parts of others, word for word, before the
// author's own findings, and their signature lines behind the lead's. A draft is
// stored without them; an addendum has none, since they stand in what it adds to.
func (w *Working) withParts(ctx context.Context, q *db.Queries, c deed.Content) (deed.Content, error) {
	c = ownAlone(c)
	var err error
	if c.Citations, err = w.held(ctx, q, c.Citations); err != nil {
		return c, err
	}
	if c.Kind == deed.KindAddendum {
		return c, nil
	}
	parts, err := w.standingParts()
	if err != nil || len(parts) == 0 {
		return c, err
	}
	readings, err := w.Readings()
	if err != nil {
		return c, err
	}
	at := 0
	for at < len(c.Findings) && slices.ContainsFunc(readings, func(r Reading) bool { return r.heading() == c.Findings[at].Heading }) {
		at++
	}
	sections := []deed.Section{}
	c.Signers = slices.Clone(c.Signers)
	for _, p := range parts {
		places, err := w.Cited(ctx, q, p.Text)
		if err != nil {
			return c, err
		}
		cites(&c, places)
		sections = append(sections, deed.Section{Heading: p.Heading, Text: p.Text})
		c.Signers = append(c.Signers, p.Signer)
	}
	c.Findings = slices.Insert(slices.Clone(c.Findings), at, sections...)
	return c, nil
}

// cites gives a content the places that a part names. Nobody changes its words, so a
// label that the lead gave to another place leads nowhere, as what two are called.
func cites(c *deed.Content, places []deed.Citation) {
	for _, x := range places {
		i := slices.IndexFunc(c.Citations, func(have deed.Citation) bool { return have.Label == x.Label })
		switch {
		case i < 0:
			c.Citations = append(slices.Clip(c.Citations), x)
		case c.Citations[i].Target.Record != x.Target.Record:
			c.Citations = slices.Delete(slices.Clone(c.Citations), i, i+1)
		}
	}
}

// ownAlone is a content without the parts of others.
func ownAlone(c deed.Content) deed.Content {
	parts := c.Parts()
	if len(parts) == 0 {
		return c
	}
	c.Findings = slices.DeleteFunc(slices.Clone(c.Findings), func(s deed.Section) bool {
		return slices.ContainsFunc(parts, func(p deed.Part) bool { return p.Heading == s.Heading && p.Text == s.Text })
	})
	c.Signers = c.Signers[:1:1]
	return c
}

// endorsed are the signatures under the parts of a content, in its order. Kind
// SignatureMismatch: one stands in it otherwise than it was signed.
func (w *Working) endorsed(c *deed.Content) ([]deed.Endorsement, []time.Time, error) {
	var out []deed.Endorsement
	var at []time.Time
	parts := c.Parts()
	if len(parts) == 0 {
		return nil, nil, nil
	}
	signed, err := w.standingParts()
	if err != nil {
		return nil, nil, err
	}
	for _, p := range parts {
		body, err := p.Encode()
		if err != nil {
			return nil, nil, err
		}
		i := slices.IndexFunc(signed, func(s standingPart) bool { return string(s.Body) == string(body) })
		if i < 0 {
			return nil, nil, errs.E(errs.SignatureMismatch, "read parts", "A part of the letter is not what its author signed. Nothing was released. Return the letter to its author.")
		}
		out, at = append(out, signed[i].Endorsement), append(at, signed[i].at)
	}
	return out, at, nil
}

// signedTimes are when each of a version's signers signed, the lead at lead: for a
// letter that is set again. Where that is not known any more of a part it is the
// lead's, who signed after it.
func (w *Working) signedTimes(c *deed.Content, lead time.Time) []time.Time {
	out := []time.Time{lead}
	for _, p := range c.Parts() {
		at := lead
		if body, err := p.Encode(); err == nil {
			for _, row := range w.Contributions {
				if row.SignedSHA256 == seal.SHA256(body) {
					at = time.UnixMilli(row.SignedAt)
				}
			}
		}
		out = append(out, at)
	}
	return out
}

// checkParts says whether the parts of others are there, and whether the lead's own
// sections have headings of their own: the letter names the writer of a part by its
// heading.
func (w *Working) checkParts(c *deed.Content) []Check {
	var waiting, older, headings []string
	signed := 0
	for _, p := range w.Contributions {
		switch workflow.PartState(p.State) {
		case workflow.PartAsked, workflow.PartAccepted:
			a, err := w.AskedFor(p)
			if err != nil {
				a.Heading = "a part"
			}
			waiting = append(waiting, "“"+a.Heading+"”")
		case workflow.PartDone:
			signed++
			s, ok, err := w.signedPart(p)
			if err != nil || !ok {
				continue
			}
			headings = append(headings, s.Heading)
			if s.Manifest != w.Manifest {
				older = append(older, "“"+s.Heading+"”")
			}
		}
	}
	if len(waiting) > 0 {
		return []Check{{Code: CheckParts, Detail: "Not signed: " + few(waiting)}}
	}
	if signed == 0 {
		return nil
	}
	if c.Kind != deed.KindAddendum { // it has no parts
		for _, own := range ownAlone(*c).Findings {
			heading := strings.Join(strings.Fields(own.Heading), " ")
			if slices.ContainsFunc(headings, func(h string) bool { return strings.EqualFold(h, heading) }) {
				return []Check{{Code: CheckParts, Detail: "Your section “" + heading + "” has the heading of a part that another signed. Give yours other words"}}
			}
		}
	}
	out := []Check{{Code: CheckParts, OK: true, Detail: count(signed, "part of another", "parts of others") + " signed"}}
	if len(older) > 0 {
		out = append(out, Check{Code: CheckPartsOlder, OK: true, Notice: true, Detail: "Signed before the clinic sent more: " + few(older)})
	}
	return out
}
