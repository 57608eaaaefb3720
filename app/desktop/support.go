package desktop

import (
	"fmt"
	"runtime"
	"strings"
)

// Support is what helps a person to get help.
type Support struct{ a *App }

// CopyText puts a text on the clipboard.
func (s *Support) CopyText(text string) error { return s.a.cfg.Shell.CopyText(text) }

// Details are for a mail to support: no patient data is in them.
func (s *Support) Details() (string, error) {
	s.a.mu.Lock()
	defer s.a.mu.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "OSO %s, %s/%s\n", s.a.cfg.Version, runtime.GOOS, runtime.GOARCH)
	for _, f := range s.a.faults {
		fmt.Fprintln(&b, f)
	}
	return b.String(), nil
}
