// Package rounds keeps who may choose how dear a passphrase is to try: the
// programs hold a Rounds and never make another than the zero value, since Go
// lets only what lies below the vault import this package.
package rounds

// Rounds of PBKDF2. The zero value is the promise of docs/VAULT.md.
type Rounds struct{ n int }

// Few is for tests.
func Few(n int) Rounds { return Rounds{n} }

// Or gives the rounds, or the promise where nobody chose.
func (r Rounds) Or(promise int) int {
	if r.n == 0 {
		return promise
	}
	return r.n
}
