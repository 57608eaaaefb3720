package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"oso/internal/casefile"
	"oso/internal/clinic/survey"
	"oso/internal/errs"
	"oso/internal/pdf"
)

type surveyAnswer struct{ survey.Snapshot }

func (a surveyAnswer) Text(w io.Writer) {
	for _, p := range a.People {
		fmt.Fprintf(w, "%s  %s, born %s, %s: %d studies, %d images, %d PDFs, %d other documents (%s)\n", p.Key, orDash(p.Patient.Name.Display()),
			orDash(p.Patient.BirthDate), orDash(string(p.Patient.Sex)), len(p.Studies), p.Images+p.Slides, p.PDFs, p.Documents, orDash(strings.Join(p.Places, ", ")))
		for _, also := range p.Also {
			fmt.Fprintf(w, "          also written %s\n", also)
		}
		for _, x := range p.Wrong {
			fmt.Fprintf(w, "          %d files: %s\n", x.Files, x.Message)
		}
	}
	for _, l := range a.Loose {
		fmt.Fprintf(w, "%d files %s:\n", l.Files, looseWords(l.Kind))
		for _, n := range l.Names {
			fmt.Fprintf(w, "          %s\n", casefile.CleanName(n))
		}
	}
	if a.Extra > 0 {
		fmt.Fprintf(w, "%d programs and leftovers.\n", a.Extra)
	}
	if a.Missing > 0 {
		fmt.Fprintf(w, "%d files that the disc's directory names are not there.\n", a.Missing)
	}
	fmt.Fprintf(w, "%d files, %d people.\n", a.Files, len(a.People))
}

// looseWords say of files what makes them nobody's.
func looseWords(kind survey.LooseKind) string {
	switch kind {
	case survey.Nobody:
		return "name nobody"
	case survey.Several:
		return "name several people"
	case survey.Listing:
		return "are directories that name somebody of whom no file is here"
	case survey.Locked:
		return "are locked, and their password is asked for when they are added"
	case survey.Refused:
		return "cannot be taken"
	}
	return "belong to nobody's records"
}

// look surveys the paths to their end.
func (c *call) look(ctx context.Context, paths []string) (*survey.Survey, error) {
	self, err := pdf.Self()
	if err != nil {
		return nil, err
	}
	s := survey.New(paths)
	if err := s.Run(ctx, survey.Request{Avoid: []string{c.data}, PDF: self, Now: c.Now}); err != nil {
		return nil, errs.Wrap(err, errs.Canceled, "survey disc", "Looking was stopped. Nothing was stored.")
	}
	return s, nil
}

func discSurvey(ctx context.Context, c *call) (any, error) {
	s, err := c.look(ctx, c.args)
	if err != nil {
		return nil, err
	}
	return surveyAnswer{s.Snapshot()}, nil
}
