package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"oso/internal/errs"
)

// passphrase comes from --passphrase-fd, OSO_PASSPHRASE, or the terminal.
func (c *call) passphrase() (string, error) {
	if err := c.readSecret("OSO_PASSPHRASE", &c.passphraseFD); err != nil {
		return "", err
	}
	return c.secret("OSO_PASSPHRASE", "Passphrase: ", "--passphrase-fd")
}

// newPassphrase is a second one, asked for twice at the terminal.
func (c *call) newPassphrase() (string, error) {
	if err := c.readSecret("OSO_NEW_PASSPHRASE", &c.newFD); err != nil {
		return "", err
	}
	s, err := c.secret("OSO_NEW_PASSPHRASE", "New passphrase: ", "--new-passphrase-fd")
	if err != nil || c.Secrets["OSO_NEW_PASSPHRASE"] != "" {
		return s, err
	}
	return c.again(s)
}

func (c *call) again(s string) (string, error) {
	t, err := c.secret("", "The same again: ", "")
	if err == nil && s != t {
		err = errs.E(errs.Invalid, "compare passphrases", "The two passphrases differ. Nothing was changed. Try again.")
	}
	return s, err
}

// readSecret takes a secret from the file number that a flag named, once: it
// is asked for again within a command, and the file has it no more. What a
// flag says goes before the environment.
func (c *call) readSecret(env string, fd *int) error {
	if *fd < 0 {
		return nil
	}
	s, err := readLine(os.NewFile(uintptr(*fd), "passphrase"))
	if err != nil {
		return err
	}
	*fd = -1
	secrets := map[string]string{env: s}
	for k, v := range c.Secrets {
		if k != env {
			secrets[k] = v
		}
	}
	c.Secrets = secrets
	return nil
}

func (c *call) secret(env, prompt, flag string) (string, error) {
	if s := c.Secrets[env]; s != "" {
		return s, nil
	}
	if c.atTerminal() {
		fmt.Fprint(c.Stderr, prompt)
		b, err := term.ReadPassword(int(c.Stdin.Fd()))
		fmt.Fprintln(c.Stderr)
		return string(b), errs.Wrap(err, errs.Usage, "read passphrase", "The passphrase could not be read. Nothing was changed. Try again.")
	}
	return "", errs.E(errs.WrongPassphrase, "read passphrase", fmt.Sprintf("A passphrase is needed and there is no terminal to ask at. Nothing was changed. Give it in %s or by %s.", env, flag))
}

// readLine takes the first line, without its end; an empty one is refused.
func readLine(f *os.File) (string, error) {
	const longest = 4096
	bad := "The passphrase could not be read from that file number. Nothing was changed."
	if f == nil {
		return "", errs.E(errs.Usage, "read passphrase", bad)
	}
	defer f.Close()
	s, err := bufio.NewReader(io.LimitReader(f, longest)).ReadString('\n')
	s = strings.TrimRight(s, "\r\n")
	if s == "" {
		return "", errs.Wrap(orEOF(err), errs.Usage, "read passphrase", bad)
	}
	return s, nil
}

func orEOF(err error) error {
	if err == nil {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (c *call) atTerminal() bool { return c.Stdin != nil && term.IsTerminal(int(c.Stdin.Fd())) }

// confirm asks at the terminal; scripts answer with a flag instead.
func (c *call) confirm(question string) (bool, error) {
	if !c.atTerminal() {
		return false, nil
	}
	fmt.Fprint(c.Stderr, question+" [yes/no] ")
	s, err := bufio.NewReader(c.Stdin).ReadString('\n')
	if err != nil {
		return false, nil
	}
	return strings.EqualFold(strings.TrimSpace(s), "yes"), nil
}
