//go:build unix && !linux

package vault

import "errors"

func mountSmall(string) error { return errors.ErrUnsupported }
