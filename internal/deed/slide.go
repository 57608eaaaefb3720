package deed

import (
	"fmt"
	"iter"
	"path"
	"slices"
	"strings"

	"oso/internal/casefile"
)

// Slide is a whole slide as its scanner wrote it, where that is more than one
// file: one that opens it, and parts that are nothing without it.
type Slide struct {
	Parts []casefile.RecordID // in the order of their paths
	Lacks string              // the folder that is not here and ought to be, or how its files' names begin; empty: nothing is missing
	loose bool                // its parts are files beside it, not a folder
}

// slideParts gives, of a slide whose files are several, the folder or the
// beginning of the paths that its parts have; ok is false for any other item.
// A slide of MIRAX lies in a folder of its name, one of Olympus in a folder of
// its name between underscores, one of Hamamatsu's first form beside it.
func slideParts(it *Item) (begins string, ok bool) {
	p := strings.ReplaceAll(it.Path, "!/", "/")
	ext := path.Ext(p)
	stem := strings.TrimSuffix(p, ext)
	switch strings.ToLower(ext) {
	case ".mrxs":
		return stem + "/", true
	case ".vsi":
		return path.Join(path.Dir(p), "_"+path.Base(stem)+"_") + "/", true
	case ".vms", ".vmu":
		return stem, true
	}
	return "", false
}

// slidePart are the ends of names of what scanners write beside a slide.
var slidePart = map[string]bool{".dat": true, ".ini": true, ".ets": true, ".opt": true, ".jpg": true, ".jpeg": true, ".ngr": true, ".xml": true, ".bmp": true, ".tif": true}

// OfSlide tells whether a file so named may be such a slide, or a part of one.
func OfSlide(name string) bool {
	_, head := slideParts(&Item{Path: name})
	return head || slidePart[strings.ToLower(path.Ext(name))]
}

// Slides finds the slides among a case's items that are made of several files,
// by the record that opens them.
func Slides(items iter.Seq[*Item]) map[casefile.RecordID]Slide {
	var s slides
	for it := range items {
		s.add(it)
	}
	return s.found()
}

// slides finds them among items that come one by one.
type slides struct {
	heads []slideHead
	parts []slideFile
}

type slideHead struct {
	record casefile.RecordID
	path   string
	begins string
}

type slideFile struct {
	record casefile.RecordID
	path   string
}

func (s *slides) add(it *Item) {
	if it.Kind != ItemRecord || it.DICOM != nil {
		return
	}
	p := strings.ReplaceAll(it.Path, "!/", "/")
	if begins, ok := slideParts(it); ok {
		s.heads = append(s.heads, slideHead{it.Record, p, begins})
	} else if slidePart[strings.ToLower(path.Ext(p))] {
		s.parts = append(s.parts, slideFile{it.Record, p})
	}
}

func (s *slides) found() map[casefile.RecordID]Slide {
	if len(s.heads) == 0 {
		return nil
	}
	slices.SortFunc(s.parts, func(a, b slideFile) int { return strings.Compare(strings.ToLower(a.path), strings.ToLower(b.path)) })
	out := map[casefile.RecordID]Slide{}
	for _, h := range s.heads {
		var found Slide
		for _, p := range s.parts {
			// Case is what a disc's system makes of it.
			if len(p.path) > len(h.begins) && strings.EqualFold(p.path[:len(h.begins)], h.begins) {
				found.Parts = append(found.Parts, p.record)
			}
		}
		if folder, whole := strings.CutSuffix(h.begins, "/"); len(found.Parts) == 0 {
			found.Lacks, found.loose = path.Base(folder), !whole
		}
		out[h.record] = found
	}
	return out
}

// PartsOf are the parts of slides.
func PartsOf(slides map[casefile.RecordID]Slide) map[casefile.RecordID]bool {
	out := map[casefile.RecordID]bool{}
	for _, s := range slides {
		for _, p := range s.Parts {
			out[p] = true
		}
	}
	return out
}

// Says is what people must know of the slide's files.
func (s Slide) Says() string {
	switch {
	case s.Lacks != "" && s.loose:
		return fmt.Sprintf("The files beside it whose names begin with %q, which hold the slide itself, did not come along. Without them the slide cannot be opened: send the files, too.", s.Lacks)
	case s.Lacks != "":
		return fmt.Sprintf("The folder %q, which holds the slide itself, did not come along. Without it the slide cannot be opened: send the folder, too.", s.Lacks)
	case len(s.Parts) == 1:
		return "One other file belongs to this slide and goes along with it."
	case len(s.Parts) > 1:
		return fmt.Sprintf("%d other files belong to this slide and go along with it.", len(s.Parts))
	}
	return ""
}

// Beside is the path of a slide's part from where the file lies that opens it;
// it leads nowhere else.
func Beside(head, part *Item) string {
	h, p := strings.ReplaceAll(head.Path, "!/", "/"), strings.ReplaceAll(part.Path, "!/", "/")
	dir := path.Dir(h)
	if dir == "." {
		dir = ""
	} else {
		dir += "/"
	}
	if len(p) > len(dir) && strings.EqualFold(p[:len(dir)], dir) {
		p = p[len(dir):]
	}
	return strings.TrimPrefix(path.Clean("/"+p), "/")
}
