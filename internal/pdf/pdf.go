// Package pdf reads PDF files that nobody vetted: letters, reports and scans of
// any origin.
//
// It promises an answer for every input: pages, encryption, active content,
// whether there is text, and discrepancies about what is wrong; or an error of kind
// unreadable. It never panics, never hangs and holds a small fixed amount of
// memory. A look at the structure of our own comes first and needs no library
// (look.go). Counting pages and extracting text is done by pdfcpu and
// ledongthuc/pdf in a child process, which is killed when a file exceeds its
// limits on time and memory (child.go, extract.go): a file that breaks the
// libraries costs its text and nothing else. Children come from a pool and read
// one file after another (pool.go).
//
// Showing pages and storing files are left to others.
package pdf

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"oso/internal/errs"
)

// Code names a discrepancy; codes are those of the command line's import warnings.
type Code string

const (
	PasswordProtected Code = "password-protected" // nobody can read it without its password
	ActiveContent     Code = "active-content"     // scripts, programs to start, forms that send
	Attached          Code = "another-behind"     // other files inside, which no reader of pages shows; as of an image that has another behind it
	ScannedNoText     Code = "scanned-no-text"    // no text in the pages: nothing to search
	Truncated         Code = "truncated"          // the end of the file is missing
	Malformed         Code = "malformed"          // neither library can open it
	Behind            Code = "bytes-behind"       // what stands behind its end is none of it
	TextNotRead       Code = "text-not-read"      // took too long or too much memory; only the text is missing
)

// Discrepancy is one thing that a person should know about a file. Message holds
// no patient data and no file name.
type Discrepancy struct {
	Code    Code
	Message string
}

// Kind is a sort of active content.
type Kind string

const (
	JavaScript Kind = "javascript"
	Launch     Kind = "launch"     // starts a program
	Attachment Kind = "attachment" // another file inside
	Media      Kind = "media"      // film, sound, 3D
	XFA        Kind = "xfa"        // a form as a program
	Submit     Kind = "submit"     // sends what was filled in
)

// Options bound what one file may cost. The zero value of each field but Pool
// means its default.
type Options struct {
	// Pool has the children. Nil: there is none, so no text is read and pages
	// are counted by the look alone.
	Pool   *Pool
	Time   time.Duration // for the child; 15 s
	Memory int64         // bytes the child may take beyond the file; 512 MiB
	Text   int           // bytes of text kept; 64 KiB
	Size   int64         // bytes of a file that the child is given; 256 MiB

	sheets      bool // separator sheets are wanted, and no text
	first, last int  // these pages are
}

func (o Options) withDefaults() Options {
	if o.Time <= 0 {
		o.Time = 15 * time.Second
	}
	if o.Memory <= 0 {
		o.Memory = 512 << 20
	}
	if o.Text <= 0 {
		o.Text = 64 << 10
	}
	if o.Size <= 0 {
		o.Size = 256 << 20
	}
	return o
}

// Info is what a file says about itself.
type Info struct {
	Pages         int    // 0 where unknown
	Encrypted     bool   // restricted by a password of some kind
	NeedsPassword bool   // does not even open without one
	Text          string // the head of the text, UTF-8, words apart, a line feed between lines
	HasText       bool
	Active        []Kind  // sorted
	Further       []int64 // where other documents begin in the same file, behind this one
	Discrepancies []Discrepancy
}

// Has tells whether there is a discrepancy of the code.
func (i *Info) Has(code Code) bool {
	return slices.ContainsFunc(i.Discrepancies, func(f Discrepancy) bool { return f.Code == code })
}

func (i *Info) find(code Code, message string) {
	if !i.Has(code) {
		i.Discrepancies = append(i.Discrepancies, Discrepancy{code, message})
	}
}

// Read describes the PDF of size bytes behind r. The error is of kind
// Unreadable where r is no PDF or cannot be read, Canceled where ctx ended; a
// damaged PDF is an Info with discrepancies, not an error.
func Read(ctx context.Context, r io.ReaderAt, size int64, o Options) (Info, error) {
	o = o.withDefaults()
	seen, err := look(ctx, r, size)
	if err != nil {
		return Info{}, err
	}
	info := Info{Pages: seen.pages, Encrypted: seen.encrypted}
	info.Further = seen.further
	if seen.rest && !seen.truncated && len(seen.further) == 0 {
		info.find(Behind, "Something that nobody can read stands in this file behind the end of its document. The file is kept and sent as it is. If anything is missing, ask the place that made it for a new copy.")
	}
	active := seen.active
	if seen.truncated {
		info.find(Truncated, "The end of the file is missing; the copy is incomplete. Copy it again from where it came, or ask for it again.")
	}
	if o.Pool != nil && size <= o.Size {
		got, err := o.Pool.read(ctx, r, size, o)
		if ctx.Err() != nil {
			return Info{}, errs.Wrap(ctx.Err(), errs.Canceled, "read PDF", "Reading was stopped. What was read before is kept.")
		}
		if err != nil {
			return Info{}, err
		}
		active = append(active, got.active...)
		got.tell(&info)
	}
	slices.Sort(active)
	info.Active = slices.Compact(active)
	runs := slices.DeleteFunc(slices.Clone(info.Active), func(k Kind) bool { return k == Attachment })
	if len(runs) > 0 {
		message := "The file holds more than pages: " + kinds(runs) + ". Nothing of it is run here; do not open it outside this program."
		if slices.Contains(runs, XFA) {
			message += unseenForm
		}
		info.find(ActiveContent, message)
	}
	if len(runs) < len(info.Active) {
		info.find(Attached, attachedFiles)
	}
	return info, nil
}

const (
	attachedFiles = "Other files are attached inside this one, as in a portfolio, and only its own pages are shown and searched here. Nobody has looked at the others, so it is not known whose they are. Ask the place that made it for each as a file of its own, or save them with the program that made it, and add them."
	unseenForm    = " What was filled in may not stand on its pages: ask for it as a plain PDF, such as a print."
)

// kinds names active content for people.
func kinds(active []Kind) string {
	names := map[Kind]string{
		JavaScript: "a script", Launch: "a program to start",
		Media: "film or sound", XFA: "a form that is a program", Submit: "a form that sends what is filled in",
	}
	var s []string
	for _, k := range active {
		s = append(s, names[k])
	}
	return strings.Join(s, ", ")
}
