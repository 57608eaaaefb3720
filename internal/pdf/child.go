package pdf

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ChildCommand is the hidden subcommand under which programs call ChildMain.
const ChildCommand = "pdf-text"

// Self is the command line that runs the present program as the child. The
// program's main must call ChildMain when its only argument is ChildCommand.
func Self() ([]string, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return []string{exe, ChildCommand}, nil
}

// message is one line from the child: it reports as it goes, so that what it
// found before it hung or died is kept.
type message struct {
	Pages    int    `json:"pages,omitempty"`
	Active   []Kind `json:"active,omitempty"`
	Opened   bool   `json:"opened,omitempty"`   // a library opened it without a password
	Password bool   `json:"password,omitempty"` // a library was asked for a password
	Read     bool   `json:"read,omitempty"`     // the text was read, as far as Failed does not say otherwise
	Text     string `json:"text,omitempty"`
	Failed   bool   `json:"failed,omitempty"` // a page's text could not be read
	Done     bool   `json:"done,omitempty"`   // the child came to its end
}

// report is everything the child said.
type report struct {
	message
	active []Kind
	text   strings.Builder
	limit  bool // the child was stopped, or died, before its end
}

// variables carry the limits to the child.
const (
	envMemory = "OSO_PDF_MEMORY"
	envText   = "OSO_PDF_TEXT"
	envTime   = "OSO_PDF_MILLISECONDS"
)

// runChild gives the file to the child and gathers what it reports. Whatever
// becomes of the child is no error, nor that it cannot be started; an error is
// only that r cannot be read.
func runChild(ctx context.Context, r io.ReaderAt, size int64, o Options) (*report, error) {
	timed, cancel := context.WithTimeout(ctx, o.Time)
	defer cancel()
	cmd := exec.CommandContext(timed, o.Child[0], o.Child[1:]...)
	// Nothing of ours in the child's environment: no passphrase, no home.
	cmd.Env = []string{
		envMemory + "=" + strconv.FormatInt(o.Memory+size, 10),
		envText + "=" + strconv.Itoa(o.Text),
		envTime + "=" + strconv.FormatInt(o.Time.Milliseconds()/2, 10),
	}
	cmd.WaitDelay = time.Second
	cmd.Stdin = io.NewSectionReader(r, 0, size)
	confine(cmd)
	got := &report{limit: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return got, nil
	}
	// The kernel watches the thread that starts the child, so it must stay.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := cmd.Start(); err != nil {
		return got, nil
	}
	// Twice the text covers JSON's escapes; a child that says more is cut off.
	got.gather(io.LimitReader(out, int64(o.Text)*8+1<<20), o.Text)
	cancel()
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) && timed.Err() == nil {
		return nil, unreadable(err)
	}
	got.limit = !got.Done
	return got, nil
}

func (g *report) gather(r io.Reader, text int) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 2<<20)
	for lines.Scan() && !g.Done {
		var m message
		if json.Unmarshal(lines.Bytes(), &m) != nil {
			return
		}
		g.Pages = max(g.Pages, m.Pages)
		g.Opened = g.Opened || m.Opened
		g.Password = g.Password || m.Password
		g.Read = g.Read || m.Read
		g.Failed = g.Failed || m.Failed
		g.Done = m.Done
		g.active = append(g.active, m.Active...)
		if room := text - g.text.Len(); room > 0 {
			g.text.WriteString(strings.ToValidUTF8(m.Text[:min(len(m.Text), room)], ""))
		}
	}
}

// tell puts the report into info.
func (g *report) tell(info *Info) {
	if g.Pages > 0 {
		info.Pages = g.Pages
	}
	info.Text = strings.TrimSpace(g.text.String())
	info.HasText = isText(info.Text)
	switch {
	case (info.Encrypted || g.Password) && !g.Opened && !g.limit:
		info.Encrypted, info.NeedsPassword = true, true
		info.find(PasswordProtected, "The file is protected by a password and cannot be read without it. It is kept; ask for a copy without a password.")
	case g.limit:
		info.find(TextNotRead, "Reading the text took too long or too much memory and was stopped. The file itself is kept as it is.")
	case !g.Opened && !info.Has(Truncated):
		info.find(Malformed, "The file is damaged and its pages cannot be read. It is kept as it is; ask for a new copy.")
	case !g.Opened, info.HasText:
	case g.Failed || !g.Read:
		info.find(TextNotRead, "The text of this file could not be read. The file itself is kept as it is.")
	default:
		info.find(ScannedNoText, "There is no text in the pages, as in a scan, so nothing in them can be searched.")
	}
}

// isText tells whether there are enough letters or digits to be words.
func isText(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if n++; n >= 3 {
				return true
			}
		}
	}
	return false
}
