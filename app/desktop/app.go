package desktop

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/drives"
	"oso/internal/clinic/importer"
	"oso/internal/clinic/opinion"
	"oso/internal/clinic/syncer"
	"oso/internal/clinic/vault"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// Shell is the window around the page. Two stand behind it: Wails, and the
// bridge that lets a browser drive the same page in tests.
type Shell interface {
	// Emit announces a change to the page.
	Emit(name string, data any)
	// OpenFiles, OpenFolder and SaveFile ask the person; nothing chosen is "".
	OpenFiles(title string) ([]string, error)
	OpenFolder(title string) (string, error)
	SaveFile(title, name string) (string, error)
	CopyText(text string) error
	// Quit closes the window; MayClose is asked once more and lets it.
	Quit()
}

// Config is what main knows of the world.
type Config struct {
	DataDir string
	Now     func() time.Time
	Keyring vault.Keyring // nil: none on this system
	Rounds  vault.Rounds  // zero but in tests
	Version string
	Shell   Shell
	// IdleAfter locks the vault after so long without a person's key or pointer
	// (Session.Touched); 0: never.
	IdleAfter time.Duration
	// PageWait is how long the page has to hand over what was typed before the
	// vault locks or the window closes; 0: there is no page to ask.
	PageWait time.Duration
}

// App is the window's program: the vault that is open, and what works on it.
// Its bound structs are in Bound.
type App struct {
	cfg Config
	ctx context.Context // ends with the window
	end context.CancelFunc

	mu       sync.Mutex
	vault    *casebook.Vault // nil: not attached yet
	opinions *opinion.Workstation
	kit      *pendingKit // made, not yet confirmed
	locked   Locked
	touched  time.Time // a person's last key or pointer, for the idle lock
	faults   []string  // last error kinds, for support

	peeking sync.RWMutex // held while a vault is looked into that is not open

	exchange exchangeState
	imports  importStates
	disc     discState
	watching watchState
	words    words
	looks    looks
}

// New prepares the program. Nothing is opened before the person does it.
func New(cfg Config) *App {
	a := &App{cfg: cfg, touched: cfg.Now(), locked: Locked{Why: "started"}}
	a.ctx, a.end = context.WithCancel(context.Background())
	a.imports.over, a.imports.close = context.WithCancel(a.ctx)
	a.watching.list, a.watching.inside, a.watching.waits, a.watching.passed = new(drives.Lister).List, marksIn, watchEvery, map[string]bool{}
	a.imports.where = new(importer.Finder).Where
	go a.every(watchEvery, a.lookAround)
	go a.every(lookEvery, func() { a.imports.lookForSources(a) })
	if cfg.IdleAfter > 0 {
		go a.every(idleEvery, func() { a.lockIfIdle() })
	}
	return a
}

// every does something time and again until the window closes, one after the
// other however long it takes.
func (a *App) every(interval time.Duration, do func()) {
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case <-a.ctx.Done():
			return
		case <-tick.C:
			do()
		}
	}
}

// Close ends running work and closes the vault.
func (a *App) Close() error {
	a.imports.wait()
	a.end()
	a.disc.wait()
	a.exchange.wait()
	// Nobody looks into the folder any more, which would make files in it.
	a.peeking.Lock()
	defer a.peeking.Unlock()
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.vault == nil {
		return nil
	}
	a.opinions.Forget()
	err := a.vault.Close()
	a.vault = nil
	return err
}

// Bound are the structs whose methods the page may call.
func (a *App) Bound() []any {
	return []any{
		&Session{a}, &Enrol{a}, &Places{a}, &Cases{a}, &Agreement{a}, &Records{a}, &Disc{a}, &Seal{a}, &Sync{a}, &Opinion{a}, &Support{a},
	}
}

// FormatError makes what the page gets of an error: Fault, never a cause.
func (a *App) FormatError(err error) any {
	f := fault(err)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.faults = append(a.faults, a.cfg.Now().UTC().Format(time.RFC3339)+" "+f.Kind)
	if len(a.faults) > 20 {
		a.faults = a.faults[1:]
	}
	return f
}

func fault(err error) Fault {
	if err == nil {
		return Fault{}
	}
	return Fault{string(errs.KindOf(err)), errs.Message(err)}
}

// open is the vault where it is there and unlocked. Every method begins here.
func (a *App) open() (*casebook.Vault, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.opened()
}

// opened is open with mu held.
func (a *App) opened() (*casebook.Vault, error) {
	if a.vault == nil || a.kit != nil || a.vault.Locked() {
		return nil, errs.E(errs.VaultLocked, "use vault", "The vault is locked. What was saved is kept. Unlock it to go on.")
	}
	return a.vault, nil
}

// whileOpen does what must not happen behind the lock, where the vault is open: the lock
// waits for it. So it is quick, and reads no disk. Locks of what the lock forgets
// are taken in fn, never around this, and are held as shortly.
func (a *App) whileOpen(fn func()) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, err := a.opened(); err != nil {
		return err
	}
	fn()
	return nil
}

// workstation is for work on cases up to the seal.
func (a *App) workstation() (*draft.Workstation, error) {
	v, err := a.open()
	if err != nil {
		return nil, err
	}
	return &draft.Workstation{Vault: v, Now: a.cfg.Now}, nil
}

// reading is for opinions; it holds the keys opened in this session.
func (a *App) reading() (*opinion.Workstation, error) {
	if _, err := a.open(); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.opinions, nil
}

func (a *App) syncer(v *casebook.Vault) *syncer.Syncer {
	return &syncer.Syncer{Vault: v, Now: a.cfg.Now, Program: a.cfg.Version}
}

// changed tells the page that what it knows of a case is old ("": of all).
func (a *App) changed(id casefile.CaseID) { a.cfg.Shell.Emit("cases", string(id)) }

// lock wipes the keys, after the page has handed over what was typed; sending
// goes on with what opens nothing.
func (a *App) lock(why string) {
	a.takeWords()
	a.mu.Lock()
	a.disc.forget() // whom a disc names stays behind no lock
	a.watching.forget()
	if a.vault != nil {
		a.opinions.Forget()
		a.looks.forget()
		a.vault.Lock()      // overwrites what was let go of before
		a.opinions.Forget() // of an opinion that was being opened
		a.locked = Locked{At: stamp(a.cfg.Now()), Why: why}
	}
	a.mu.Unlock()
	a.imports.forgetAway()
	a.cfg.Shell.Emit("session", a.state())
}

// stamp is how a time crosses the bridge; the zero time is "".
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func stampOf(t *time.Time) string {
	if t == nil {
		return ""
	}
	return stamp(*t)
}

// certified reads a certificate that was checked when it was stored.
func certified(c *deed.Certificate) (deed.CertBody, bool) {
	var b deed.CertBody
	if c == nil || seal.ReadBody(c.Signed, &b) != nil {
		return b, false
	}
	return b, true
}

// Assets streams bulk data to the page while the vault is open: letters and
// records, by the paths that Asset gives. Nothing of it may be cached.
func (a *App) Assets() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /asset/letter/{case}/{paper}", a.serveLetter)
	mux.HandleFunc("GET /asset/figure/{case}/{version}/{n}", asset(a.serveFigure))
	a.serveImages(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		mux.ServeHTTP(w, r)
	})
}

// assetError answers with a problem, as the console does (RFC 9457).
func assetError(w http.ResponseWriter, err error) {
	kind := errs.KindOf(err)
	status := errs.Status(kind)
	w.Header().Set("Content-Type", wire.ProblemType)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(wire.Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: errs.Message(err), Kind: kind})
}

var errClosed = errors.New("the window is closing")
