package desktop

import (
	"context"
	"path/filepath"

	"oso/internal/clinic/roster"
	"oso/internal/clinic/survey"
	"oso/internal/intake"
)

// beside takes a table out of what was given, where records are given with it.
func beside(paths []string) (rest []string, table string) {
	for _, p := range paths {
		if table == "" && len(paths) > 1 && roster.Is(p) {
			table = p
			continue
		}
		rest = append(rest, p)
	}
	return rest, table
}

// match finds the cases of those who were met, and their rows in the table.
func (a *App) match(ctx context.Context, l *lookState) error {
	v, err := a.open()
	if err != nil {
		return err
	}
	seen := l.survey.Snapshot()
	matches, err := survey.Matches(ctx, v, seen.People)
	if err != nil {
		return err
	}
	a.disc.mu.Lock()
	path := l.table
	a.disc.mu.Unlock()
	rows, table := listed(l.survey, &seen, path)
	found := make([]DiscMatches, 0, len(seen.People))
	for i := range seen.People {
		p := &seen.People[i]
		m := DiscMatches{Person: p.Key, Matches: append([]survey.Match{}, matches[p.Key]...), Proposed: p.Propose(matches[p.Key]), Document: p.Document(), Problems: []string{}}
		if row, ok := rows[p.Key]; ok {
			m.Document, m.Line, m.Problems = row.Document, row.Line, row.Problems
		} else if len(rows) > 0 && m.Proposed == survey.ToNew {
			m.Proposed = survey.ToAsk // the table lists others
		}
		intake.Normalize(&m.Document)
		found = append(found, m)
	}
	a.disc.mu.Lock()
	defer a.disc.mu.Unlock()
	if l.table == path { // else somebody gave another one meanwhile
		l.found, l.listed, l.ready = found, table, true
	}
	return nil
}

// listed reads the table and gives its rows by the person whose they are.
func listed(s *survey.Survey, seen *survey.Snapshot, path string) (map[string]survey.Listed, DiscTable) {
	out := DiscTable{Ignored: []string{}, Without: []survey.Listed{}}
	if path == "" {
		return nil, out
	}
	out.Name = filepath.Base(path)
	t, err := roster.Read(path)
	if err != nil {
		out.Fault = fault(err)
		return nil, out
	}
	rows := map[string]survey.Listed{}
	out.Rows, out.Ignored = len(t.Rows), append(out.Ignored, t.Ignored...)
	for _, l := range s.List(seen, t, path) {
		if l.Person == "" {
			out.Without = append(out.Without, l)
		} else {
			rows[l.Person] = l
		}
	}
	return rows, out
}

// Table asks for a table of the cases that lie beside the records, and holds its
// rows against them. Nothing chosen changes nothing.
func (d *Disc) Table() (DiscState, error) {
	a := d.a
	if _, err := a.open(); err != nil {
		return DiscState{}, err
	}
	paths, err := a.cfg.Shell.OpenFiles("Choose a table of the cases (CSV or XLSX)")
	switch {
	case err != nil:
		return DiscState{}, err
	case len(paths) == 0:
		return d.State()
	}
	a.disc.mu.Lock()
	l := a.disc.look
	ready := l != nil && l.ready
	if l != nil {
		l.table = paths[0]
	}
	a.disc.mu.Unlock()
	if ready { // else it is read once all was looked at
		if err := a.match(a.ctx, l); err != nil {
			return DiscState{}, err
		}
	}
	return d.State()
}
