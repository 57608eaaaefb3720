package console

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
	"oso/internal/server/principal"
	"oso/internal/server/workflow"
)

// figuresView is how the service does, in numbers. Nothing in it is about a person:
// see docs/adr/0150.
type figuresView struct {
	From   string        `json:"from"`  // the first week's Monday, and since when is counted: YYYY-MM-DD, UTC
	Cases  bool          `json:"cases"` // whether this person is told which cases are behind a number
	Weeks  []weekFigure  `json:"weeks"`
	Stages []countFigure `json:"stages"` // open now, in the order of the pipeline
	Unread []countFigure `json:"unread"` // released and not opened, by age: under-3, under-8, under-15, older
	// Readings are reviews that are not done, by kind.
	Readings    []countFigure `json:"readings"`
	Deficient   causes        `json:"deficient"`   // why materials were asked for again
	Corrections causes        `json:"corrections"` // why released opinions were corrected
	Diagnoses   causes        `json:"diagnoses"`   // R47
	Plans       causes        `json:"plans"`
}

// weekFigure is a week of first opinions. Of fewer than five only how many is said.
type weekFigure struct {
	Begins   string `json:"begins"` // its Monday, YYYY-MM-DD, UTC
	Released int64  `json:"released"`
	Late     int64  `json:"late"`
	Median   int64  `json:"median"` // whole days from complete to released
	Few      bool   `json:"few"`
}

type countFigure struct {
	Key   string `json:"key"`
	Count int64  `json:"count"`
	Late  int64  `json:"late"`
}

// causes is a breakdown. What is fewer than five each stands in one line, whose sum
// is said where that is five at least. The whole is not: less the rows, it would say
// what is withheld.
type causes struct {
	Rows  []countFigure `json:"rows"`
	Small bool          `json:"small"` // there is such a line
	Rest  int64         `json:"rest"`  // its sum; 0: fewer than five
}

const (
	figureWeeks = 26
	week        = 7 * 24 * time.Hour
	fewest      = 5 // what is broken down
)

// unreadUntil are the ages, in days, by which unread opinions are told apart.
var unreadUntil = [...]struct {
	key  string
	days int64
}{{"under-3", 3}, {"under-8", 8}, {"under-15", 15}, {"older", 1 << 20}}

// figuresFrom is the beginning of the first week: 26 whole ones and the present.
func (k *Console) figuresFrom() time.Time {
	now := k.Now().UTC()
	monday := now.AddDate(0, 0, -(int(now.Weekday())+6)%7).Truncate(24 * time.Hour)
	return monday.Add(-figureWeeks * week)
}

func (k *Console) figuresOf(ctx context.Context, q *db.Queries, who principal.Principal) (*figuresView, error) {
	const op = "count figures"
	if _, err := office(who, op); err != nil {
		return nil, err
	}
	from, now := k.figuresFrom(), k.Now().UnixMilli()
	v := &figuresView{From: from.Format(time.DateOnly), Cases: seesAll(who), Stages: []countFigure{}, Unread: []countFigure{}, Readings: []countFigure{}}
	after := from.UnixMilli()
	releases, err := q.FigureReleases(ctx, after)
	if err != nil {
		return nil, db.Err(err, op)
	}
	v.Weeks = weeksOf(releases, from)
	stages, err := q.FigureStages(ctx, now)
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, s := range workflow.States() {
		for _, r := range stages {
			if r.Stage == string(s) {
				v.Stages = append(v.Stages, countFigure{r.Stage, r.Cases, r.Late})
			}
		}
	}
	unread, err := q.FigureUnread(ctx, now)
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, u := range unreadUntil {
		v.Unread = append(v.Unread, countFigure{Key: u.key})
	}
	for _, r := range unread {
		i := slices.IndexFunc(unreadUntil[:], func(u struct {
			key  string
			days int64
		}) bool {
			return r.Days < u.days
		})
		v.Unread[i].Count += r.Cases
	}
	readings, err := q.FigureReadings(ctx, now)
	if err != nil {
		return nil, db.Err(err, op)
	}
	for _, r := range readings {
		v.Readings = append(v.Readings, countFigure{r.Kind, r.Cases, r.Late})
	}
	for event, into := range map[workflow.Event]*causes{workflow.FindDeficient: &v.Deficient, workflow.BeginCorrection: &v.Corrections} {
		rows, err := q.FigureReasons(ctx, db.FigureReasonsParams{Event: string(event), After: after})
		if err != nil {
			return nil, db.Err(err, op)
		}
		counts := map[string]int64{}
		for _, r := range rows {
			counts[r.Reason] += r.Cases
		}
		*into = causesOf(counts)
	}
	outcomes, err := q.FigureOutcomes(ctx, after)
	if err != nil {
		return nil, db.Err(err, op)
	}
	diagnoses, plans := map[string]int64{}, map[string]int64{}
	for _, o := range outcomes {
		diagnoses[o.Diagnosis] += o.Cases
		plans[o.Plan] += o.Cases
	}
	v.Diagnoses, v.Plans = causesOf(diagnoses), causesOf(plans)
	return v, nil
}

// weeksOf are the weeks since a time, those without an opinion among them.
func weeksOf(rows []db.FigureReleasesRow, from time.Time) []weekFigure {
	out := make([]weekFigure, figureWeeks+1)
	for i := range out {
		out[i].Begins = from.Add(time.Duration(i) * week).Format(time.DateOnly)
	}
	for _, r := range rows {
		if r.Week >= 0 && int(r.Week) < len(out) {
			out[r.Week].Released += r.Cases
			out[r.Week].Late += r.Late
		}
	}
	for i := range out {
		w := &out[i]
		if w.Few = w.Released < fewest; w.Few {
			w.Late = 0
			continue
		}
		// The rows of a week stand by days: the middle one is the median.
		left := (w.Released + 1) / 2
		for _, r := range rows {
			if int(r.Week) == i && left > 0 {
				left -= r.Cases
				w.Median = r.Days
			}
		}
	}
	return out
}

func causesOf(counts map[string]int64) causes {
	c := causes{Rows: []countFigure{}}
	for key, n := range counts {
		if n < fewest {
			c.Small = true
			c.Rest += n
			continue
		}
		c.Rows = append(c.Rows, countFigure{Key: key, Count: n})
	}
	if c.Rest < fewest {
		c.Rest = 0
	}
	slices.SortFunc(c.Rows, func(a, b countFigure) int {
		if a.Count != b.Count {
			return int(b.Count - a.Count)
		}
		return cmp.Compare(a.Key, b.Key)
	})
	return c
}

type figureCasesRequest struct {
	Chart string `json:"chart" ts:"'week' | 'late-week' | 'late-stage' | 'unread' | 'reading' | 'late-reading' | 'deficient' | 'correction' | 'diagnosis' | 'plan'"`
	Key   string `json:"key"` // of the row; of a week its Monday
}

type figureCasesView struct {
	Cases []figureCase `json:"cases"`
}

type figureCase struct {
	caseRef
	State string `json:"state"`
}

// figureCases tells which cases are behind a number.
func (k *Console) figureCases(w http.ResponseWriter, r *http.Request, who principal.Principal) error {
	const op = "list cases of a figure"
	var in figureCasesRequest
	if err := read(r, &in); err != nil {
		return err
	}
	if !seesAll(who) {
		return errs.E(errs.Forbidden, op, "Which cases are behind a number is told to the service's coordinators alone.")
	}
	v := figureCasesView{Cases: []figureCase{}}
	put := func(id, reference, state string) {
		v.Cases = append(v.Cases, figureCase{caseRef{id, reference}, state})
	}
	if err := k.casesOfFigure(r.Context(), in, put); err != nil {
		return err
	}
	return answer(w, v)
}

func (k *Console) casesOfFigure(ctx context.Context, in figureCasesRequest, put func(id, reference, state string)) error {
	const op = "list cases of a figure"
	q, now, after := k.DB.Q(), k.Now(), k.figuresFrom().UnixMilli()
	reasons := map[string]workflow.Event{"deficient": workflow.FindDeficient, "correction": workflow.BeginCorrection}
	switch in.Chart {
	case "week", "late-week":
		begins, err := time.Parse(time.DateOnly, in.Key)
		if err != nil {
			return errs.Wrap(err, errs.Invalid, op, "This is no week. Look at the figures again.")
		}
		late := int64(0)
		if in.Chart == "late-week" {
			late = 1
		}
		list, err := q.FigureReleasedCases(ctx, db.FigureReleasedCasesParams{After: begins.UnixMilli(), Before: begins.Add(week).UnixMilli(), Late: late})
		for _, c := range list {
			put(c.ID, c.Reference, c.State)
		}
		return db.Err(err, op)
	case "late-stage":
		list, err := q.FigureLateCases(ctx, db.FigureLateCasesParams{Stage: in.Key, Now: now.UnixMilli()})
		for _, c := range list {
			put(c.ID, c.Reference, c.State)
		}
		return db.Err(err, op)
	case "unread":
		youngest := int64(0)
		for _, u := range unreadUntil {
			if u.key == in.Key {
				day := int64(24 * time.Hour / time.Millisecond)
				list, err := q.FigureUnreadCases(ctx, db.FigureUnreadCasesParams{After: max(now.UnixMilli()-u.days*day, 0), Before: now.UnixMilli() - youngest*day})
				for _, c := range list {
					put(c.ID, c.Reference, c.State)
				}
				return db.Err(err, op)
			}
			youngest = u.days
		}
	case "reading", "late-reading":
		late := int64(0)
		if in.Chart == "late-reading" {
			late = 1
		}
		list, err := q.FigureReadingCases(ctx, db.FigureReadingCasesParams{Kind: in.Key, Late: late, Now: now.UnixMilli()})
		for _, c := range list {
			put(c.ID, c.Reference, c.State)
		}
		return db.Err(err, op)
	case "deficient", "correction":
		list, err := q.FigureReasonCases(ctx, db.FigureReasonCasesParams{Event: string(reasons[in.Chart]), Reason: in.Key, After: after})
		for _, c := range list {
			put(c.ID, c.Reference, c.State)
		}
		return db.Err(err, op)
	case "diagnosis", "plan":
		p := db.FigureOutcomeCasesParams{After: after}
		if in.Chart == "plan" {
			p.Plan = in.Key
		} else {
			p.Diagnosis = in.Key
		}
		list, err := q.FigureOutcomeCases(ctx, p)
		for _, c := range list {
			put(c.ID, c.Reference, c.State)
		}
		return db.Err(err, op)
	}
	return errs.E(errs.Invalid, op, "There is no such figure. Look at the figures again.")
}
