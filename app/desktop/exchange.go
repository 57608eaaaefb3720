package desktop

import (
	"sync"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/clinic/syncer"
	"oso/internal/errs"
)

// Sync is the line to OSO.
type Sync struct{ a *App }

// exchangeEvery is how often the window exchanges by itself while the vault is
// open: status and opinions come, what waits is sent.
const exchangeEvery = time.Minute

// exchangeState is the exchange that runs, or the last one.
type exchangeState struct {
	mu      sync.Mutex
	running bool
	again   bool // asked for while one ran
	status  SyncStatus
	per     map[casefile.CaseID]syncer.Progress
	meter   rate
	told    time.Time
	group   sync.WaitGroup
	timer   *time.Timer
}

func (e *exchangeState) wait() {
	e.mu.Lock()
	if e.timer != nil {
		e.timer.Stop()
	}
	e.mu.Unlock()
	e.group.Wait()
}

// Status is the line as it is now.
func (s *Sync) Status() (SyncStatus, error) {
	v, err := s.a.open()
	if err != nil {
		return SyncStatus{}, err
	}
	return s.a.exchange.read(s.a, v), nil
}

// Now begins an exchange; events tell the rest.
func (s *Sync) Now() (SyncStatus, error) {
	v, err := s.a.open()
	if err != nil {
		return SyncStatus{}, err
	}
	s.a.exchange.begin(s.a)
	return s.a.exchange.read(s.a, v), nil
}

func (e *exchangeState) read(a *App, v *casebook.Vault) SyncStatus {
	server, err := v.Server(a.ctx)
	e.mu.Lock()
	st := e.status
	st.Running = e.running
	e.mu.Unlock()
	st.Enrolled = err == nil
	st.Last = stampOf(server.LastExchange)
	if !st.Running {
		st.Cases, st.Seconds = 0, -1
		if heads, err := v.Heads(a.ctx); err == nil {
			for _, h := range heads {
				if h.State == casefile.Sealed || h.State == casefile.Sending {
					st.Cases++
				}
			}
		}
	}
	return st
}

// Notices are what nobody at this workstation has read yet, oldest first: a draft that
// a new rule table ended, an older folder that was put back.
func (s *Sync) Notices() ([]Notice, error) {
	d, err := s.a.workstation()
	if err != nil {
		return nil, err
	}
	rows, err := d.Notices(s.a.ctx)
	out := []Notice{}
	for _, r := range rows {
		out = append(out, Notice{ID: r.ID, At: stamp(r.Value.At), Message: r.Value.Message})
	}
	return out, err
}

// Read takes a notice away that was read.
func (s *Sync) Read(notice string) error {
	d, err := s.a.workstation()
	if err != nil {
		return err
	}
	return d.ReadNotice(s.a.ctx, notice)
}

// begin starts an exchange in the background; one that runs is followed by
// another.
func (e *exchangeState) begin(a *App) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if a.ctx.Err() != nil {
		return
	}
	if e.running {
		e.again = true
		return
	}
	a.mu.Lock()
	v := a.vault
	a.mu.Unlock()
	if v == nil || v.Locked() {
		return
	}
	e.running = true
	e.status.Seconds = -1
	e.group.Add(1)
	go e.run(a, v)
}

func (e *exchangeState) run(a *App, v *casebook.Vault) {
	defer e.group.Done()
	s := a.syncer(v)
	s.Progress = func(p syncer.Progress) { e.progress(a, p) }
	e.mu.Lock()
	e.per, e.meter = map[casefile.CaseID]syncer.Progress{}, rate{now: a.cfg.Now}
	e.mu.Unlock()

	report, err := s.Exchange(a.ctx)
	if err == nil {
		workstation, derr := a.workstation()
		if derr == nil {
			_, err = workstation.Recheck(a.ctx)
		}
	}
	e.mu.Lock()
	e.running = false
	e.status.Online = !errs.Is(err, errs.Unreachable) && !errs.Is(err, errs.NotEnrolled)
	e.status.Fault = Fault{}
	if err != nil && !errs.Is(err, errs.NotEnrolled) && a.ctx.Err() == nil {
		e.status.Fault = fault(err)
	}
	for _, w := range report.Waiting {
		e.status.Fault = Fault{string(w.Kind), w.Message}
	}
	e.status.Sent, e.status.Total, e.status.Rate, e.status.Cases = 0, 0, 0, 0
	again := e.again
	e.again = false
	if a.ctx.Err() == nil {
		if e.timer != nil {
			e.timer.Stop()
		}
		e.timer = time.AfterFunc(exchangeEvery, func() { e.begin(a) })
	}
	e.mu.Unlock()
	a.cfg.Shell.Emit("sync", e.read(a, v))
	a.changed("")
	if again {
		e.begin(a)
	}
}

// progress is told by the syncer for every pack that arrived.
func (e *exchangeState) progress(a *App, p syncer.Progress) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.per[p.Case] = p
	e.status.Cases, e.status.Sent, e.status.Total = len(e.per), 0, 0
	for _, p := range e.per {
		e.status.Sent += p.Sent
		e.status.Total += p.Total
	}
	e.status.Rate, e.status.Seconds = e.meter.add(e.status.Sent, e.status.Total)
	if now := a.cfg.Now(); now.Sub(e.told) >= 500*time.Millisecond {
		e.told = now
		st := e.status
		st.Running, st.Enrolled = true, true
		a.cfg.Shell.Emit("sync", st)
	}
}

// rate is the mean of the last five seconds, and what is left at it.
type rate struct {
	now  func() time.Time
	seen []mark
}

type mark struct {
	at   time.Time
	done int64
}

// add gives bytes a second, and seconds left: -1 in the first three seconds.
func (r *rate) add(done, total int64) (perSecond int64, left int) {
	now := r.now()
	r.seen = append(r.seen, mark{now, done})
	for len(r.seen) > 2 && now.Sub(r.seen[0].at) > 5*time.Second {
		r.seen = r.seen[1:]
	}
	first := r.seen[0]
	span := now.Sub(first.at)
	if span <= 0 {
		return 0, -1
	}
	perSecond = int64(float64(done-first.done) / span.Seconds())
	if span < 3*time.Second || perSecond <= 0 {
		return perSecond, -1
	}
	return perSecond, int((total - done) / perSecond)
}
