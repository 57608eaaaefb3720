package subject

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (s *Subject) file() string {
	if len(s.Files) == 0 {
		return ""
	}
	return s.Files[0]
}

// Name is what the subject is called: "CT thorax, 12 Mar 2026, series 3
// (lung)", or the file's path.
func (s *Subject) Name() string {
	if s.SeriesUID == "" {
		return s.file()
	}
	return joined(s.Short(), s.series())
}

// Short is the first of two lines: the study, or the file's own name.
func (s *Subject) Short() string {
	if s.SeriesUID == "" {
		return path.Base(strings.ReplaceAll(s.file(), "!/", "/"))
	}
	study := strings.TrimSpace(s.Study)
	if s.Modality != "" && !strings.Contains(strings.ToUpper(study), s.Modality) {
		study = strings.TrimSpace(s.Modality + " " + study)
	}
	return joined(study, Day(s.Date))
}

// Part is the second line: series and images, or the folders around the file.
func (s *Subject) Part() string {
	if s.SeriesUID == "" {
		if i := strings.LastIndexByte(s.file(), '/'); i > 0 {
			return s.file()[:i]
		}
		return ""
	}
	return joined(s.series(), s.Which())
}

func (s *Subject) series() string {
	out := ""
	if s.Number != "" {
		out = "series " + s.Number
	}
	if s.Description != "" && s.Description != s.Study {
		out = strings.TrimSpace(out + " (" + s.Description + ")")
	}
	if out == "" && s.Short() == "" {
		return "a series without a name"
	}
	return out
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), ", ")
}

// Which says which images of the series are meant: "image 12", "images 40 to
// 60", "120 images", "1 report"; for a file nothing.
func (s *Subject) Which() string {
	if s.SeriesUID == "" {
		return ""
	}
	n, one := len(s.Records), s.one()
	switch {
	case s.Images != "" && n == 1:
		return one + " " + s.Images
	case s.Images != "":
		return one + "s " + s.Images
	case n == 1:
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// one is what each object of the series is to people, by its modality (PS3.3, C.7.3.1.1.1).
func (s *Subject) one() string {
	switch s.Modality {
	case "SR":
		return "report"
	case "DOC":
		return "document"
	case "ECG", "EPS", "HD", "EEG", "EMG", "EOG", "RESP", "AU":
		return "recording"
	case "KO", "PR", "SEG", "REG", "RWV", "FID":
		return "object"
	}
	return "image"
}

// Full is Name with Which, and the file where it is one.
func (s *Subject) Full() string {
	name := s.Name()
	if w := s.Which(); w != "" {
		name += ", " + w
	}
	if s.SeriesUID != "" && len(s.Records) == 1 {
		name += " (" + path.Base(strings.ReplaceAll(s.file(), "!/", "/")) + ")"
	}
	return name
}

// Day is a date as people write it; as it is where it is none.
func Day(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.Format("2 Jan 2006")
}
