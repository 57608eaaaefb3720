package console

import (
	"net/http"
	"time"

	"oso/internal/deed"
	"oso/internal/server/rights"
)

// askAgain is how long an answer goes on without asking again who may have it.
const askAgain = 2 * time.Second

// disclosure is the line on which a record goes to a person. On a slow one that
// takes an hour; the right to it may end meanwhile, and it ends at once: the
// patient's authorization, the person's part in the case, the session, the
// account. Then the line is cut, so that nobody takes a part for the whole.
type disclosure struct {
	http.ResponseWriter
	k     *Console
	r     *http.Request
	may   func(*file) bool
	asked time.Time
}

// whileMay gives the line on which an item goes for as long as this person may
// read it.
func (k *Console) whileMay(w http.ResponseWriter, r *http.Request, it deed.Item) *disclosure {
	return &disclosure{w, k, r, func(f *file) bool { return f.mustSee(rights.Records) == nil && mayRead(f, it) }, k.Now()}
}

func (d *disclosure) Write(p []byte) (int, error) {
	if now := d.k.Now(); now.Sub(d.asked) >= askAgain || now.Before(d.asked) {
		d.ask()
	}
	return d.ResponseWriter.Write(p)
}

// ask cuts the line where the right has ended, or nobody can tell whether it has.
func (d *disclosure) ask() {
	ctx := d.r.Context()
	who, err := d.k.Auth.Still(ctx)
	if err == nil {
		var f *file
		f, err = d.k.find(ctx, d.k.DB.Q(), d.r.PathValue("case"), who)
		if err == nil && d.may(f) {
			d.asked = d.k.Now()
			return
		}
	}
	d.k.Log.InfoContext(ctx, "console: disclosure ended", "route", d.r.Pattern)
	panic(http.ErrAbortHandler)
}

// Unwrap lets http.ResponseController reach the connection's deadlines.
func (d *disclosure) Unwrap() http.ResponseWriter { return d.ResponseWriter }
