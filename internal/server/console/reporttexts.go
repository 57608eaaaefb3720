package console

import (
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"strconv"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/prose"
	"oso/internal/server/db"
	"oso/internal/server/opinion"
	"oso/internal/server/principal"
	"oso/internal/server/register"
	"oso/internal/server/rights"
	"oso/internal/server/template"
	"oso/internal/server/workflow"
)

// reportTextsView is what reports of reviews begin with: what holds, proposed,
// earlier.
type reportTextsView struct {
	Now      []template.ReportText `json:"now"`
	Places   []string              `json:"places"` // that a case fills
	InForce  *reportTextsVersion   `json:"in_force"`
	Proposed *reportTextsVersion   `json:"proposed"`
	Confirms bool                  `json:"confirms"`
	Past     []reportTextsVersion  `json:"past"`
}

type reportTextsVersion struct {
	versionHead
	Reports []template.ReportText `json:"reports"`
}

type reportTextsRequest struct {
	Over    int64                 `json:"over"` // the version in force that was seen; 0: none
	Reports []template.ReportText `json:"reports"`
	Source  string                `json:"source"`
}

func reportWords() register.Kind { return register.Kind{Name: rights.ReportTexts} }

func (k *Console) reportTextsOf(ctx context.Context, q *db.Queries, who principal.Principal) (*reportTextsView, error) {
	s, err := reportWords().Read(ctx, q, who)
	if err != nil {
		return nil, err
	}
	now, err := template.OpenReports(ctx, q)
	if err != nil {
		return nil, err
	}
	v := &reportTextsView{Now: append([]template.ReportText{}, now.Reports...), Places: template.ReportPlaces(), Confirms: reportWords().Confirms(who, s.Proposed)}
	v.InForce, v.Proposed, v.Past, err = shelve(k.names(ctx, q), who, s, func(h versionHead, body string) (reportTextsVersion, error) {
		l, err := template.ParseReports(body)
		return reportTextsVersion{h, append([]template.ReportText{}, l.Reports...)}, err
	})
	return v, err
}

func (k *Console) proposeReportTexts(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	var in reportTextsRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if _, ok := rights.Keeps(who, rights.ReportTexts); !ok {
		return errs.E(errs.Forbidden, "propose report texts", "Your role does not keep the templates of reports. Nothing was changed.")
	}
	l := template.ReportTexts{Reports: in.Reports}
	if err := l.Check(); err != nil {
		return err
	}
	body, err := l.String()
	if err != nil {
		return err
	}
	return keep(k, w, r, k.reportTextsOf, who, func(ctx context.Context, tx *sql.Tx) error {
		return reportWords().Propose(ctx, tx, k.Keys, who, in.Over, body, in.Source, k.Now())
	})
}

// beginningsView are the templates of reports that fit somebody's reviews of a case,
// with what the case fills in.
type beginningsView struct {
	Templates []beginning `json:"templates"`
}

type beginning struct {
	Name   string `json:"name"`
	Review string `json:"review"`
	// Fits: the case has images of its modality; those come first.
	Fits bool   `json:"fits"`
	Text string `json:"text"`
}

// mustReport refuses who has no review of the case to report on, and does not write
// its letter where that is a reader's.
func (f *file) mustReport() error {
	if f.May(rights.Act(workflow.FinalizeOverread)) || f.writesReading() {
		return nil
	}
	return refusedRight()
}

// writesReading tells whether the person writes the letter of a case that asks for a
// reading alone, whose kind is then the review's.
func (f *file) writesReading() bool {
	return f.May(rights.WriteDraft) && (f.row.Kind == template.Imaging || f.row.Kind == template.Pathology)
}

// beginnings answers with what the reader of a case may begin the report with, or the
// findings of the letter that is one.
func (k *Console) beginnings(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	ctx, q := r.Context(), k.DB.Q()
	return k.inCase(ctx, q, r.PathValue("case"), who, (*file).mustReport, func(f *file, c *opinion.Working) error {
		list, err := template.OpenReports(ctx, q)
		if err != nil {
			return err
		}
		items, err := c.Items(ctx, q)
		if err != nil {
			return err
		}
		v := beginningsView{Templates: []beginning{}}
		rest := []beginning{}
		var kinds []string
		for _, o := range f.reads {
			if who.Is(o.ReaderID) {
				kinds = append(kinds, o.Kind)
			}
		}
		if f.writesReading() {
			kinds = append(kinds, f.row.Kind)
		}
		for _, kind := range kinds {
			says, has := k.reported(c, kind, items)
			for _, t := range list.Reports {
				if t.Review != kind {
					continue
				}
				b := beginning{t.Name, t.Review, t.Modality != "" && has[t.Modality], t.Fill(says)}
				if b.Fits {
					v.Templates = append(v.Templates, b)
				} else {
					rest = append(rest, b)
				}
			}
		}
		v.Templates = append(v.Templates, rest...)
		return answer(w, v)
	})
}

// reported is what a case fills into the places of a report of a kind, and which
// modalities its records have.
func (k *Console) reported(c *opinion.Working, kind string, items []deed.Item) (says map[string]string, has map[string]bool) {
	says, has = map[string]string{}, map[string]bool{}
	put := func(place string, words ...string) {
		var all []string
		for _, w := range words {
			if w = strings.Join(strings.Fields(w), " "); w != "" {
				all = append(all, prose.Escape(w))
			}
		}
		says[place] = strings.Join(all, " ")
	}
	d := c.Doc
	if age := ageOn(d.Patient.BirthDate, k.Now().In(k.Zone)); age >= 0 {
		put(template.Age, strconv.Itoa(age))
	}
	switch d.Patient.Sex {
	case casefile.Female:
		put(template.Sex, "Female")
	case casefile.Male:
		put(template.Sex, "Male")
	}
	if diagnosis := strings.TrimSpace(d.Diagnosis.Text); diagnosis != "" {
		put(template.Diagnosis, strings.TrimRight(diagnosis, ".")+".")
	}
	var asked []string
	for _, q := range c.Questions() {
		asked = append(asked, q.Text)
	}
	put(template.Asked, asked...)
	var studies []string
	seen := map[string]bool{}
	for _, it := range items {
		if it.DICOM == nil || it.Companion() {
			continue
		}
		has[it.DICOM.Modality] = true
		slide := it.DICOM.Modality == "SM"
		if study := cmp.Or(it.DICOM.StudyUID, string(it.Record)); slide == (kind == template.Pathology) && it.DICOM.Image() && !seen[study] {
			seen[study] = true
			d := *it.DICOM
			if day, err := time.Parse(time.DateOnly, d.StudyDate); err == nil {
				d.StudyDate = day.Format("2 Jan 2006")
			}
			studies = append(studies, strings.TrimRight(studyName(&d), ".")+".")
		}
	}
	put(template.Studies, studies...)
	return says, has
}
