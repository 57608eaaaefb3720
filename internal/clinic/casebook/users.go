package casebook

import (
	"context"
	"encoding/json"

	"oso/internal/clinic/vault"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
)

// Role is what a user may do.
type Role = vault.Role

// Roles of users.
const (
	Physician = vault.Physician
	Staff     = vault.Staff
)

// User is somebody who can open the vault.
type User struct {
	vault.User
	Certificate *deed.Certificate // what enrollment brought; nil before
}

// userOf reads what OSO certified of a user. What cannot be read is none.
func userOf(u vault.User) User {
	out := User{User: u}
	if len(u.Certificate) > 0 {
		if err := json.Unmarshal(u.Certificate, &out.Certificate); err != nil {
			out.Certificate = nil
		}
	}
	return out
}

func usersOf(list []vault.User) []User {
	var out []User
	for _, u := range list {
		out = append(out, userOf(u))
	}
	return out
}

// Peek reads who uses the vault in dir, for the lock screen: names and roles
// as they stand in the clear, not yet authenticated. It works while a vault
// is open there, too. Kind NotFound: there is no vault.
func Peek(dir string) ([]User, error) {
	list, err := vault.Peek(dir)
	return usersOf(list), err
}

// User is who opened the vault; the role comes from an authenticated slot.
func (v *Vault) User() User { return userOf(v.Vault.User()) }

// Users lists the users with their public keys and certificates. A user whose
// row does not open is left out, with an error of kind Damaged.
func (v *Vault) Users() ([]User, error) {
	list, err := v.Vault.Users()
	return usersOf(list), err
}

// AddUser gives somebody a slot and keys of their own, see vault.AddUser.
func (v *Vault) AddUser(ctx context.Context, name string, role Role, passphrase string) (User, error) {
	u, err := v.Vault.AddUser(ctx, name, role, passphrase)
	return userOf(u), err
}

// SetCertificate keeps what enrollment certified about a user, by id; nil
// takes it away.
func (v *Vault) SetCertificate(ctx context.Context, user string, c *deed.Certificate) error {
	if c == nil {
		return v.Vault.SetCertificate(ctx, user, nil)
	}
	b, err := json.Marshal(c)
	if err != nil {
		return errs.Wrap(err, errs.Internal, "keep certificate", "")
	}
	return v.Vault.SetCertificate(ctx, user, b)
}

// Signature is how a user signs: the name as OSO certified it, else the
// sign-in name.
func (u User) Signature() string {
	var b deed.CertBody
	if u.Certificate != nil && seal.ReadBody(u.Certificate.Signed, &b) == nil && b.Name != "" {
		return b.Name
	}
	return u.Name
}
