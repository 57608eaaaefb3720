package seal

import (
	"reflect"
	"strings"
	"unsafe"
)

// wipeCipher overwrites a cipher of the standard library where it stands:
// nothing there gives its expanded keys back. It tells whether it knew the
// parts; a test looks for what it must hit. Nobody may use the cipher again.
func wipeCipher(c any) bool { return wipeValue(reflect.ValueOf(c)) }

// wipeValue follows pointers through the library's own ciphers and overwrites
// whatever has no pointers in it. Other types are left alone: they may be
// shared.
func wipeValue(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Interface:
		return !v.IsNil() && wipeValue(v.Elem())
	case reflect.Pointer:
		if v.IsNil() || !ownCipher(v.Type().Elem()) {
			return false
		}
		if plainType(v.Type().Elem()) {
			clear(unsafe.Slice((*byte)(v.UnsafePointer()), v.Type().Elem().Size()))
			return true
		}
		return wipeValue(v.Elem())
	case reflect.Struct:
		hit := false
		for i := range v.NumField() {
			hit = wipeValue(v.Field(i)) || hit
		}
		return hit
	}
	return false
}

func ownCipher(t reflect.Type) bool {
	p := t.PkgPath()
	return p == "crypto/cipher" || p == "crypto/aes" || strings.HasPrefix(p, "crypto/internal/fips140/")
}

// plainType tells whether values of the type hold no pointer.
func plainType(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if !plainType(t.Field(i).Type) {
				return false
			}
		}
		return true
	case reflect.Array:
		return plainType(t.Elem())
	}
	return t.Kind() >= reflect.Bool && t.Kind() <= reflect.Complex128
}
