package inbox

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/errs"
	"oso/internal/identity"
	"oso/internal/pdf"
	"oso/internal/separator"
	"oso/internal/server/db"
	"oso/internal/server/inbox/apart"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

const purposeSheet = "oso/server/separator-sheet/v1"

// SheetKept is how long a printed separator sheet files what follows it.
const SheetKept = 90 * 24 * time.Hour

// SheetPrinted is the audit's word in a case for a sheet that was made.
const SheetPrinted = "print-sheet"

// Bounds of a look for sheets.
const (
	sheetTime  = 3 * time.Minute
	partTime   = 10 * time.Minute // for all parts of one file
	mostSheets = 200
	partsRatio = 4        // bytes of all parts to those of the file: what pages share is in each part
	freeParts  = 64 << 20 // bytes of all parts, whatever the ratio
)

// Under is the separator sheet that an item came under.
type Under struct {
	Case     string `json:"case"`
	Material string `json:"material,omitempty"`
	By       string `json:"by"` // who printed it
	At       int64  `json:"at"`
}

// MakeSheet makes a token for a separator sheet of a case, or of one thing that was
// declared there, and says until when it files.
func (b *Box) MakeSheet(ctx context.Context, id, material string, by principal.Actor) (token string, until time.Time, err error) {
	if token, err = separator.NewToken(); err != nil {
		return "", until, err
	}
	now := b.Now()
	until = now.Add(SheetKept)
	mark := b.Keys.Mark(purposeSheet, []byte(token))
	return token, until, b.DB.Tx(ctx, func(tx *sql.Tx) error {
		if err := db.New(tx).InsertSheet(ctx, db.InsertSheetParams{
			Mark: mark, CaseID: id, MaterialID: material, MadeBy: by.ID, MadeAt: now.UnixMilli(), ExpiresAt: until.UnixMilli(),
		}); err != nil {
			return db.Err(err, "keep sheet")
		}
		row := db.Entry(id, SheetPrinted, by, now)
		row.ObjectSHA256 = mark
		_, err := db.AppendAudit(ctx, tx, row)
		return err
	})
}

// under finds what a sheet is of; nil: nobody knows it, or it is too old.
func (b *Box) under(ctx context.Context, token string) (*Under, error) {
	s, err := b.DB.Q().GetSheet(ctx, db.GetSheetParams{Mark: b.Keys.Mark(purposeSheet, []byte(token)), Now: b.Now().UnixMilli()})
	if err = db.Err(err, "find sheet"); errs.Is(err, errs.NotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return &Under{s.CaseID, s.MaterialID, s.MadeBy, s.MadeAt}, nil
}

// scan is something of pages that may have sheets among them.
type scan struct {
	sheets        []pdf.Sheet
	pages, looked int
	take          func(first, last int) ([]byte, error) // pages from 1 on, as a file of their own
}

// scanned looks for sheets in a PDF or a TIFF; the zero scan for anything else.
func (b *Box) scanned(ctx context.Context, a Arrival) (s scan, err error) {
	size := a.Body.Size()
	switch mediaOf(a.Body) {
	case "application/pdf":
		o := pdf.Options{Pool: b.PDF, Time: a.within(sheetTime)}
		s.sheets, s.pages, s.looked, err = pdf.Sheets(ctx, a.Body, size, o)
		s.take = func(first, last int) ([]byte, error) { return pdf.Pages(ctx, a.Body, size, first, last, o) }
	case "image/tiff":
		p := apart.OpenTIFF(a.Body, size)
		if p == nil {
			return s, nil
		}
		s.pages = p.Pages()
		look, cancel := context.WithTimeout(ctx, a.within(sheetTime))
		defer cancel()
		s.sheets, s.looked = sheetsOf(look, p)
		s.take = p.Part
	}
	return s, err
}

// sheetsOf tells which pages of a TIFF are separators, and how many were looked at.
func sheetsOf(ctx context.Context, p *apart.TIFF) (out []pdf.Sheet, looked int) {
	for page := 1; page <= p.Pages() && ctx.Err() == nil; page++ {
		img := p.Picture(page)
		if img == nil {
			continue
		}
		looked++
		if token, ok := separator.Read(img); ok {
			out = append(out, pdf.Sheet{Page: page, Token: token})
		}
	}
	return out, looked
}

// arrive takes one arrival: what has sheets in it as what is between them. A file
// that cannot be parted is kept whole, and says so.
func (b *Box) arrive(ctx context.Context, a Arrival) (Taken, error) {
	if size := a.Body.Size(); size == 0 || size > apart.MaxTIFF {
		return b.Take(ctx, a)
	}
	mark, before, err := b.cameBefore(ctx, a.Body)
	if err != nil || before.Again {
		return before, err
	}
	s, err := b.scanned(ctx, a)
	if err != nil {
		return Taken{}, err
	}
	if len(s.sheets) == 0 {
		if s.looked < s.pages {
			a.Remarks = append(slices.Clone(a.Remarks), "Not all of its pages could be looked at for separator sheets. If it is of several patients, part it by hand.")
		}
		return b.Take(ctx, a)
	}
	parts, err := b.parts(ctx, a, s, mark)
	if errs.Is(err, errs.Unreadable) || err == nil && len(parts) == 0 {
		a.Remarks = append(a.Remarks, "There are separator sheets in it, and it could not be parted at them. It is kept whole: look through it, and part it by hand.")
		return b.Take(ctx, a)
	}
	if err != nil {
		return Taken{}, err
	}
	var first Taken
	for _, p := range parts {
		// Where the service ended among the parts, those before are here already.
		if said, err := b.filedBefore(ctx, p.mark); err != nil {
			return Taken{}, err
		} else if said != "" {
			continue
		}
		t, err := b.Take(ctx, p)
		if err != nil {
			return Taken{}, err
		}
		if first.ID == "" {
			first = t
		}
		if p.Sheet == nil || t.Again {
			continue
		}
		if err := b.fileBySheet(ctx, t.ID); err != nil {
			return Taken{}, err
		}
	}
	err = b.DB.Tx(ctx, func(tx *sql.Tx) error {
		if err := db.New(tx).PartInboxItem(ctx, db.PartInboxItemParams{
			ID: casefile.NewID(), Channel: string(a.Channel), Together: parts[0].Together, Mark: mark, Pages: int64(s.pages), ArrivedAt: b.Now().UnixMilli(),
		}); err != nil {
			return db.Err(err, "part item")
		}
		return b.note(ctx, tx, "item-parted", principal.TheProgram(), mark, string(a.Channel))
	})
	return first, err
}

// cameBefore tells whether the same bytes wait, were refused, or were parted.
func (b *Box) cameBefore(ctx context.Context, body section) (mark string, t Taken, err error) {
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(body, 0, body.Size())); err != nil {
		return "", t, errs.Wrap(nameless(err), errs.Unreadable, "take item", "A file that came in could not be read. It lies where it was; the service tries again.")
	}
	mark = b.Keys.Mark(purposeMark, h.Sum(nil))
	return mark, t, b.DB.Tx(ctx, func(tx *sql.Tx) (err error) {
		t, err = b.again(ctx, db.New(tx), mark)
		return err
	})
}

// parts are what is between sheets, each as an arrival of its own. Together they
// have every page that is no sheet, or there are none: kind Unreadable.
func (b *Box) parts(ctx context.Context, a Arrival, s scan, mark string) ([]Arrival, error) {
	unparted := errs.E(errs.Unreadable, "part item", "")
	slices.SortFunc(s.sheets, func(x, y pdf.Sheet) int { return x.Page - y.Page })
	if len(s.sheets) > mostSheets || s.looked < s.pages {
		return nil, unparted // a sheet among those that were not looked at would be missed
	}
	together := a.Together
	if together == "" {
		together = casefile.NewID()
	}
	var out []Arrival
	began, room := time.Now(), min(apart.MaxTIFF, max(freeParts, partsRatio*a.Body.Size()))
	add := func(first, last int, sheet *pdf.Sheet) error {
		if first > last {
			return nil
		}
		data, err := s.take(first, last)
		if err != nil {
			return err
		}
		// A page that is in every part, or one that takes long to write, is a trap.
		if room -= int64(len(data)); room < 0 || time.Since(began) > partTime {
			return unparted
		}
		if n := b.pagesIn(ctx, data); n != last-first+1 {
			return unparted
		}
		one := a
		end := path.Ext(a.Name)
		one.Name = fmt.Sprintf("%s pages %d-%d%s", strings.TrimSuffix(a.Name, end), first, last, end)
		one.mark = b.Keys.Mark(purposeMark, fmt.Appendf(nil, "part\x00%s\x00%d-%d", mark, first, last))
		one.Body, one.Together, one.Remarks = bytes.NewReader(data), together, slices.Clone(a.Remarks)
		if sheet != nil {
			if one.Sheet, err = b.under(ctx, sheet.Token); err != nil {
				return err
			}
			if one.Sheet == nil {
				one.Remarks = append(one.Remarks, "It came under a separator sheet that the service does not know, or that is too old.")
			}
		}
		out = append(out, one)
		return nil
	}
	from, last := 1, (*pdf.Sheet)(nil)
	for i := range s.sheets {
		if err := add(from, s.sheets[i].Page-1, last); err != nil {
			return nil, err
		}
		from, last = s.sheets[i].Page+1, &s.sheets[i]
	}
	if err := add(from, s.pages, last); err != nil {
		return nil, err
	}
	return out, nil
}

// pagesIn counts the pages of what was parted.
func (b *Box) pagesIn(ctx context.Context, data []byte) int {
	r, size := bytes.NewReader(data), int64(len(data))
	if apart.IsTIFF(r) {
		n, _ := apart.CountPages(r, size)
		return n
	}
	info, err := pdf.Read(ctx, r, size, pdf.Options{Pool: b.PDF})
	if err != nil {
		return 0
	}
	return info.Pages
}

// fileBySheet files an item on the case of its sheet, unless anything that can be
// read on its pages disagrees: then a person decides, and is told why.
func (b *Box) fileBySheet(ctx context.Context, id string) error {
	q := b.DB.Q()
	i, err := b.Open(ctx, q, id)
	if err != nil {
		return err
	}
	defer i.Close()
	f, why, err := b.filing(ctx, q, i)
	if err != nil {
		return err
	}
	if why == "" {
		defer f.Case.Close()
		if err = b.File(ctx, i, f); err == nil || !errs.Is(err, errs.Refused) && !errs.Is(err, errs.Conflict) {
			return err
		}
		why = "The case takes nothing now."
	}
	i.Remarks = append(i.Remarks, "It came under a separator sheet and was not filed by it: "+why)
	sealed, err := i.sealed()
	if err != nil {
		return err
	}
	return b.DB.Tx(ctx, func(tx *sql.Tx) error {
		_, err := db.New(tx).NoteInboxItem(ctx, db.NoteInboxItemParams{ID: i.Row.ID, AboutSealed: sealed})
		return db.Err(err, "note item")
	})
}

// filing is how an item is filed by its sheet; why: it is not.
func (b *Box) filing(ctx context.Context, q *db.Queries, i *Item) (f Filing, why string, err error) {
	const op = "file by sheet"
	row, err := q.GetCase(ctx, i.Sheet.Case)
	if err != nil {
		return f, "", db.Err(err, op)
	}
	if row.ErasedAt > 0 || !workflow.Names(workflow.State(row.State), workflow.RecordMaterial, principal.Coordinator) {
		return f, "The case takes nothing now.", nil
	}
	person, _, err := q.Who(ctx, i.Sheet.By, b.Now())
	if err != nil {
		return f, "", err
	}
	by := principal.Principal{Kind: principal.Staff, Person: person}
	if !by.Has(principal.Coordinator) || !by.HoldsOf(principal.Coordinator, "") {
		return f, "Who printed it is not at the desk any more.", nil
	}
	for _, n := range i.References {
		other, err := q.GetCaseByReference(ctx, n)
		if err = db.Err(err, op); err != nil && !errs.Is(err, errs.NotFound) {
			return f, "", err
		}
		if err == nil && other.ID != row.ID {
			return f, "The reference number of another case is on it.", nil
		}
	}
	c, err := b.Records.Open(b.Keys, row)
	if err != nil {
		return f, "", err
	}
	defer func() {
		if why != "" || err != nil {
			c.Close()
		}
	}()
	doc, err := c.Document()
	if err != nil {
		return f, "", err
	}
	names := "Nobody is named on what could be read of it."
	for _, p := range i.People {
		switch identity.Compare(doc.Patient, p).Verdict {
		case identity.Differs:
			return f, "It names somebody else than the case does.", nil
		case identity.Unclear:
			return f, "It names somebody of whom too little is said to tell.", nil
		}
		names = "It names the patient."
	}
	f = Filing{
		Case: c, Actor: by.As(principal.Coordinator), As: Placed{Kind: casefile.MaterialRecord}, sheet: true,
		Note: fmt.Sprintf("“%s”. It came under the separator sheet that %s printed on %s. %s", i.Item.Name(), by.Name, time.UnixMilli(i.Sheet.At).UTC().Format("2 January 2006"), names),
	}
	if i.Sheet.Material == "" {
		return f, "", nil
	}
	list, err := q.ListMaterials(ctx, row.ID)
	if err != nil {
		return f, "", db.Err(err, op)
	}
	for _, m := range list {
		if m.ID == i.Sheet.Material {
			f.Material, f.As.Kind = m, casefile.MaterialKind(m.Kind)
		}
	}
	return f, "", nil
}
