package desktop

import (
	"fmt"
	"slices"
	"strings"

	"oso/internal/clinic/casebook"
	"oso/internal/clinic/draft"
	"oso/internal/clinic/opinion"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
)

// Session is the vault's door: create, unlock, lock, users.
type Session struct{ a *App }

// pendingKit is a kit that was made and that nobody has confirmed yet. Until
// then the vault counts as not open.
type pendingKit struct {
	groups []string
	page   string
	ask    int
	note   string
	ring   string
}

func (p *pendingKit) offer() KitOffer {
	return KitOffer{Groups: p.groups, Ask: p.ask, Keyring: p.ring, Note: p.note}
}

// State is the whole of what the page knows before a case is opened.
func (s *Session) State() State { return s.a.state() }

func (a *App) state() State {
	a.mu.Lock()
	v, kit := a.vault, a.kit
	st := State{Vault: "locked", Locked: a.locked, Version: a.cfg.Version, DataDir: a.cfg.DataDir, Users: []User{}, Damage: []string{}}
	a.mu.Unlock()
	var users []casebook.User
	var err error
	switch {
	case v != nil && !v.Locked():
		users, err = v.Users()
		st.Vault = "open"
		if kit != nil {
			st.Vault = "kit"
			break
		}
		st.User, st.Role = v.User().Name, string(v.User().Role)
		known, err := v.KitKnown(a.ctx)
		st.NoKit = err == nil && !known
		st.Damage = damageOf(v.Damage())
		a.describeServer(&st, v)
	default:
		users, err = a.peek()
		if errs.Is(err, errs.NotFound) {
			st.Vault = "none"
		}
	}
	for _, u := range users {
		st.Users = append(st.Users, User{Name: u.Name, Role: string(u.Role), Enrolled: a.confirmed(u)})
	}
	_ = err // a damaged user row is in Damage
	return st
}

// peek tells who has a vault that is not open; nobody once the window has closed.
func (a *App) peek() ([]casebook.User, error) {
	a.peeking.RLock()
	defer a.peeking.RUnlock()
	if err := a.ctx.Err(); err != nil {
		return nil, err
	}
	return casebook.Peek(a.cfg.DataDir)
}

// mostDamage is how many kinds of damage a screen names.
const mostDamage = 4

// damageOf says what was found, each once.
func damageOf(found []casebook.Damage) []string {
	out := []string{}
	for _, d := range found {
		if !slices.Contains(out, d.What) { // the same of several cases
			out = append(out, d.What)
		}
	}
	if n := len(out) - mostDamage; n > 0 {
		out = append(out[:mostDamage], fmt.Sprintf("and %d more, which oso vault verify names", n))
	}
	return out
}

// confirmed tells whether OSO vouches for a user today: after the end of a
// certificate that could not be renewed, another code is to be redeemed.
func (a *App) confirmed(u casebook.User) bool {
	b, ok := certified(u.Certificate)
	return ok && b.ValidAt(a.cfg.Now()) == nil
}

func (a *App) describeServer(st *State, v *casebook.Vault) {
	server, err := v.Server(a.ctx)
	if err != nil {
		return
	}
	st.Clinic = Clinic{Name: server.ClinicName, Enrolled: true, Server: host(server.URL), Since: stamp(server.Since)}
	st.Service = Service{Name: server.Service.Name, Phone: server.Service.National, PhoneInternational: server.Service.International, Email: server.Service.Email, Hours: server.Service.Hours}
	st.Demo = server.Demonstration
}

func host(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	h, _, _ := strings.Cut(rest, "/")
	return h
}

// CreateVault makes the vault and its recovery kit. The vault counts as open
// only once the kit is confirmed.
func (s *Session) CreateVault(n NewVault) (KitOffer, error) {
	a := s.a
	created, err := vault.Create(a.ctx, a.cfg.DataDir, vault.CreateOptions{
		User: n.User, Role: vault.Role(n.Role), Passphrase: n.Passphrase, Keyring: a.cfg.Keyring, Clock: a.cfg.Now, Rounds: a.cfg.Rounds,
	})
	if err != nil {
		return KitOffer{}, err
	}
	kit := a.offered(created.Kit)
	if !created.Keyring {
		kit.ring = "passphrase-alone"
		kit.note = keyringNote(created.Why)
	}
	v, err := casebook.Open(a.ctx, a.cfg.DataDir, vault.OpenOptions{User: n.User, Passphrase: n.Passphrase, Keyring: a.cfg.Keyring, Clock: a.cfg.Now, Rounds: a.cfg.Rounds})
	if err != nil {
		return KitOffer{}, err
	}
	a.attach(v, kit)
	return kit.offer(), nil
}

// offered is a kit to be shown, by its page.
func (a *App) offered(page string) *pendingKit {
	kit := &pendingKit{page: page, ring: "used"}
	for line := range strings.Lines(page) {
		if _, err := vault.ParseKit(line); err == nil {
			kit.groups = strings.Split(strings.TrimSpace(line), "-")
		}
	}
	kit.ask = int(a.cfg.Now().UnixNano()) % max(1, len(kit.groups))
	return kit
}

// NewKit makes a new recovery kit in place of one that nobody has; the vault
// counts as open again once it is confirmed. own is the passphrase of whoever
// asks.
func (s *Session) NewKit(own string) (State, error) {
	return s.withOwn(own, func(v *casebook.Vault) error {
		page, err := v.NewKit(s.a.ctx, "")
		if err != nil {
			return err
		}
		s.a.mu.Lock()
		s.a.kit = s.a.offered(page)
		s.a.mu.Unlock()
		return nil
	})
}

func keyringNote(why vault.KeyringState) string {
	switch why {
	case vault.KeyringClosed:
		return "This computer's keyring is closed, so the passphrase alone opens the vault."
	case vault.KeyringSilent:
		return "This computer's keyring did not answer, so the passphrase alone opens the vault."
	}
	return "This computer has no keyring, so the passphrase alone opens the vault."
}

func (a *App) attach(v *casebook.Vault, kit *pendingKit) {
	a.mu.Lock()
	a.vault, a.kit, a.touched = v, kit, a.cfg.Now()
	a.opinions = &opinion.Workstation{Vault: v, Now: a.cfg.Now}
	a.mu.Unlock()
	a.cfg.Shell.Emit("session", a.state())
}

func (a *App) pending() (*pendingKit, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.vault == nil || a.vault.Locked() {
		return nil, errs.E(errs.VaultLocked, "read recovery kit", "The vault is locked, and its recovery kit is not shown. What was saved is kept. Unlock it to go on.")
	}
	if a.kit == nil {
		return nil, errs.E(errs.NotFound, "read recovery kit", "The recovery kit was confirmed and is not kept. Nothing was changed. Make a new one by recovering with the old.")
	}
	return a.kit, nil
}

// Kit is the offer again, until it is confirmed.
func (s *Session) Kit() (KitOffer, error) {
	k, err := s.a.pending()
	if err != nil {
		return KitOffer{}, err
	}
	return k.offer(), nil
}

// SaveKit writes the kit's page where the person says, never into the data
// folder. "" when the dialog was closed.
func (s *Session) SaveKit() (string, error) {
	k, err := s.a.pending()
	if err != nil {
		return "", err
	}
	path, err := s.a.cfg.Shell.SaveFile("Save the recovery kit", "OSO recovery kit.txt")
	if err != nil || path == "" {
		return "", err
	}
	if inside, err := vault.Within(path, s.a.cfg.DataDir); err != nil {
		return "", err
	} else if inside {
		return "", errs.E(errs.Refused, "save recovery kit", "The kit may not lie beside the vault that it opens. It was not saved. Choose a USB stick or another place.")
	}
	return path, draft.WriteFile(path, []byte(k.page))
}

// ConfirmKit ends the kit's step: the group asked for was copied right.
func (s *Session) ConfirmKit(word string) error {
	k, err := s.a.pending()
	if err != nil {
		return err
	}
	if len(k.groups) > 0 && !strings.EqualFold(strings.TrimSpace(word), k.groups[k.ask]) {
		return errs.E(errs.Invalid, "confirm recovery kit", "That is not this group of the kit. The kit is still here. Compare it with your paper and type the group again.")
	}
	s.a.mu.Lock()
	v := s.a.vault
	s.a.mu.Unlock()
	if err := v.ConfirmKit(s.a.ctx); err != nil {
		return err
	}
	s.a.mu.Lock()
	s.a.kit = nil
	s.a.mu.Unlock()
	s.a.cfg.Shell.Emit("session", s.a.state())
	return nil
}

// Unlock opens the vault for a user.
func (s *Session) Unlock(user, passphrase string) (State, error) {
	a := s.a
	o := vault.OpenOptions{User: user, Passphrase: passphrase, Keyring: a.cfg.Keyring, Clock: a.cfg.Now, Rounds: a.cfg.Rounds}
	a.mu.Lock()
	v := a.vault
	a.mu.Unlock()
	if v == nil {
		var err error
		if v, err = casebook.Open(a.ctx, a.cfg.DataDir, o); err != nil {
			return State{}, err
		}
		a.attach(v, nil)
	} else {
		if err := v.Unlock(a.ctx, o); err != nil {
			return State{}, err
		}
		a.attach(v, nil)
	}
	a.imports.takeUp(a)
	a.exchange.begin(a) // status and opinions come by themselves
	return a.state(), nil
}

// Recover opens the vault with its kit. The passphrase is the user's, which
// brings the user's own keys back; with fresh it is a new one, and so are the
// keys.
func (s *Session) Recover(kit, user, passphrase string, fresh bool) (State, error) {
	a := s.a
	old := passphrase
	if fresh {
		old = ""
	}
	a.mu.Lock()
	if a.vault != nil {
		a.opinions.Forget()
		if err := a.vault.Close(); err != nil {
			a.mu.Unlock()
			return State{}, err
		}
		a.vault = nil
	}
	a.mu.Unlock()
	_, err := casebook.Recover(a.ctx, a.cfg.DataDir, vault.RecoverOptions{User: user, Kit: kit, OldPassphrase: old, NewPassphrase: passphrase, Keyring: a.cfg.Keyring, Clock: a.cfg.Now, Rounds: a.cfg.Rounds})
	if err != nil {
		return State{}, err
	}
	return s.Unlock(user, passphrase)
}

// Lock wipes the keys. What the page could not save by then is lost: the page
// asks the person before it calls.
func (s *Session) Lock() error {
	s.a.lock("asked")
	return nil
}

// AddUser gives somebody a passphrase of their own. Own is the passphrase of
// whoever adds: somebody at an unattended screen cannot.
func (s *Session) AddUser(n NewUser) (State, error) {
	return s.withOwn(n.Own, func(v *casebook.Vault) error {
		_, err := v.AddUser(s.a.ctx, n.Name, vault.Role(n.Role), n.Passphrase)
		return err
	})
}

// RemoveUser takes somebody out and makes a new vault key. Own is as with
// AddUser.
func (s *Session) RemoveUser(name, own string) (State, error) {
	return s.withOwn(own, func(v *casebook.Vault) error { return v.RemoveUser(s.a.ctx, name) })
}

// ChangePassphrase gives the user a new one.
func (s *Session) ChangePassphrase(old, new string) error {
	v, err := s.a.open()
	if err != nil {
		return err
	}
	return v.ChangePassphrase(s.a.ctx, old, new)
}

// withOwn asks for the user's own passphrase before an act on the vault.
func (s *Session) withOwn(own string, act func(*casebook.Vault) error) (State, error) {
	v, err := s.a.open()
	if err != nil {
		return State{}, err
	}
	if err := v.WithUserKeys(s.a.ctx, own, noAct); err != nil {
		return State{}, err
	}
	if err := act(v); err != nil {
		return State{}, err
	}
	st := s.a.state()
	s.a.cfg.Shell.Emit("session", st)
	return st, nil
}
