package cli

import (
	"context"
	"fmt"
	"io"
	"slices"

	"oso/internal/clinic/casebook"
	"oso/internal/clinic/vault"
	"oso/internal/errs"
)

// open opens the vault for one command.
func (c *call) open(ctx context.Context) (*casebook.Vault, error) {
	pass, err := c.passphrase()
	if err != nil {
		return nil, err
	}
	v, err := casebook.Open(ctx, c.data, vault.OpenOptions{User: c.user, Passphrase: pass, Keyring: c.Keyring, Clock: c.Now, Rounds: c.Rounds})
	if c.user == "" && errs.Is(err, errs.Invalid) {
		return nil, errs.Wrap(err, errs.Usage, "open vault", "Several people use this vault. Nothing was changed. Say who you are with --user NAME, or in OSO_USER.")
	}
	return v, err
}

// with opens the vault, does the work, and closes it. What was done stays done
// when the tidying of the close fails, as on a full disk: the next opening makes
// up for it, and an error would send people to do the same again.
func (c *call) with(ctx context.Context, work func(*casebook.Vault) (any, error)) (any, error) {
	v, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range v.Damage() {
		fmt.Fprintf(c.Stderr, "oso: Something stored here was damaged or changed (%s). Everything else stays usable. See: oso vault verify\n", d.What)
	}
	document, err := work(v)
	if v.Close() != nil && err == nil {
		fmt.Fprintln(c.Stderr, "oso: This was done and is kept. Only the tidying afterwards failed, and the next opening makes up for it. See that there is room on the disk.")
	}
	return document, err
}

type vaultAnswer struct {
	Vault   string `json:"vault"`
	User    string `json:"user"`
	Keyring string `json:"keyring,omitempty"` // used, or why not
	said    string
}

func (a vaultAnswer) Text(w io.Writer) { fmt.Fprintln(w, a.said) }

func parseRole(s string) (vault.Role, error) {
	r := vault.Role(s)
	if !slices.Contains([]vault.Role{vault.Physician, vault.Staff}, r) {
		return "", errs.E(errs.Usage, "read role", "A user is a physician or staff. Nothing was changed. Say which with --role.")
	}
	return r, nil
}

func vaultCreate(ctx context.Context, c *call) (any, error) {
	role, err := parseRole(c.role)
	if err != nil {
		return nil, err
	}
	if c.user == "" || c.kitFile == "" {
		return nil, errs.E(errs.Usage, "create vault", "A new vault needs its first user and a place for the recovery kit. Nothing was changed. Give --user NAME and --recovery-kit FILE.")
	}
	pass, err := c.passphrase()
	if err != nil {
		return nil, err
	}
	if c.Secrets["OSO_PASSPHRASE"] == "" {
		if _, err := c.again(pass); err != nil {
			return nil, err
		}
	}
	o := vault.CreateOptions{User: c.user, Role: role, Passphrase: pass, KitFile: c.kitFile, Clock: c.Now, Rounds: c.Rounds}
	if !c.noKeyring {
		o.Keyring = c.Keyring
	}
	created, err := vault.Create(ctx, c.data, o)
	if err != nil {
		return nil, err
	}
	a := vaultAnswer{Vault: created.Vault, User: created.User, Keyring: "used"}
	a.said = "The vault is made. This computer's keyring and the passphrase open it together."
	if !created.Keyring {
		a.Keyring = "passphrase-alone"
		a.said = "The vault is made. The passphrase alone opens it: this computer's keyring takes no part"
		if created.Why != "" && !c.noKeyring {
			a.said += " (" + string(created.Why) + ")"
		}
		a.said += "."
		fmt.Fprintln(c.Stderr, "oso: the passphrase alone opens this vault")
	}
	a.said += "\nPrint the recovery kit, put the paper in a safe place, and delete the file."
	return a, nil
}

func vaultAddUser(ctx context.Context, c *call) (any, error) {
	role, err := parseRole(c.role)
	if err != nil {
		return nil, err
	}
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		pass, err := c.newPassphrase()
		if err != nil {
			return nil, err
		}
		u, err := v.AddUser(ctx, c.args[0], role, pass)
		return vaultAnswer{Vault: v.ID(), User: u.Name, said: "Added. This user signs in with a passphrase of their own."}, err
	})
}

func vaultRemoveUser(ctx context.Context, c *call) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		return vaultAnswer{Vault: v.ID(), User: c.args[0], said: "Removed. Older backups stay readable to who could read them."}, v.RemoveUser(ctx, c.args[0])
	})
}

func vaultChangePassphrase(ctx context.Context, c *call) (any, error) {
	old, err := c.passphrase()
	if err != nil {
		return nil, err
	}
	c.Secrets = map[string]string{"OSO_PASSPHRASE": old, "OSO_NEW_PASSPHRASE": c.Secrets["OSO_NEW_PASSPHRASE"]}
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		pass, err := c.newPassphrase()
		if err != nil {
			return nil, err
		}
		return vaultAnswer{Vault: v.ID(), User: v.User().Name, said: "Changed. The old passphrase opens nothing now."}, v.ChangePassphrase(ctx, old, pass)
	})
}

func vaultKit(ctx context.Context, c *call) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		_, err := v.NewKit(ctx, c.args[0])
		return vaultAnswer{Vault: v.ID(), User: v.User().Name, said: "The new recovery kit is written; the one before opens only older backups.\nPrint it, put the paper in a safe place, and delete the file."}, err
	})
}

func vaultRecover(ctx context.Context, c *call) (any, error) {
	if c.kit == "" {
		return nil, errs.E(errs.Usage, "recover vault", "The recovery kit is needed. Nothing was changed. Name its file with --kit.")
	}
	kit, err := readInput(c, c.kit, 1<<20)
	if err != nil {
		return nil, err
	}
	if err := c.readSecret("OSO_PASSPHRASE", &c.passphraseFD); err != nil {
		return nil, err
	}
	pass, err := c.newPassphrase()
	if err != nil {
		return nil, err
	}
	// The old passphrase, where it is known, restores the user's own keys too.
	r, err := casebook.Recover(ctx, c.data, vault.RecoverOptions{
		User: c.user, Kit: string(kit), OldPassphrase: c.Secrets["OSO_PASSPHRASE"], NewPassphrase: pass, Keyring: c.Keyring, Clock: c.Now, Rounds: c.Rounds,
	})
	a := vaultAnswer{Vault: r.Vault, User: r.User, said: "Recovered. The new passphrase opens the vault, and your keys are as they were."}
	if r.NewKeys {
		a.said = "Recovered. The new passphrase opens the vault. Your own keys are new: ask your OSO coordinator for an enrollment code."
	}
	return a, err
}

type verifyAnswer struct {
	Rows    int               `json:"rows"`
	Records int               `json:"records"`
	Chunks  int               `json:"chunks"`
	Damaged []casebook.Damage `json:"damaged"`
}

func (a verifyAnswer) Text(w io.Writer) {
	fmt.Fprintf(w, "%d rows, %d records, %d chunks were opened.\n", a.Rows, a.Records, a.Chunks)
	if len(a.Damaged) == 0 {
		fmt.Fprintln(w, "Everything is whole.")
		return
	}
	fmt.Fprintf(w, "%d things are damaged; everything else stays usable:\n", len(a.Damaged))
	for _, d := range a.Damaged {
		fmt.Fprintf(w, "  case %s record %s: %s\n", orDash(string(d.Case)), orDash(string(d.Record)), d.What)
	}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func vaultVerify(ctx context.Context, c *call) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		r, err := v.Verify(ctx, nil)
		if err != nil {
			return nil, err
		}
		a := verifyAnswer{r.Rows, r.Records, r.Chunks, r.Damaged}
		if len(a.Damaged) > 0 {
			return nil, failed{a}
		}
		return a, nil
	})
}

func vaultBackup(ctx context.Context, c *call) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		return vaultAnswer{Vault: v.ID(), User: v.User().Name, said: "The copy is written and verified. It is sealed like the vault itself."}, v.Backup(ctx, c.args[0])
	})
}

func vaultRestore(ctx context.Context, c *call) (any, error) {
	if err := vault.Restore(ctx, c.args[0], c.data); err != nil {
		return nil, err
	}
	return vaultAnswer{User: c.user, said: "Restored. Open it with the passphrase it had when the copy was made."}, nil
}
