package bidi

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"testing"
)

// standard is where Debian's package unicode-data keeps the consortium's own
// test of the algorithm.
const standard = "/usr/share/unicode/BidiCharacterTest.txt"

func TestLevelsAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	f, err := os.Open(standard)
	if err != nil {
		t.Skip("the standard's test is not on this computer")
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		part := strings.Split(s.Text(), ";")
		if len(part) != 5 {
			continue
		}
		var text []rune
		explicit := false
		for _, h := range strings.Fields(part[0]) {
			v, _ := strconv.ParseInt(h, 16, 32)
			r := rune(v)
			explicit = explicit || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x2029
			text = append(text, r)
		}
		if explicit {
			continue
		}
		n++
		base, _ := strconv.Atoi(part[2])
		levels := Levels(text, Level(base))
		for i, want := range strings.Fields(part[3]) {
			if want != "x" && strconv.Itoa(int(levels[i])) != want {
				t.Fatalf("%s at %d: %v, want %s", part[0], base, levels, part[3])
			}
		}
		var order []string
		for _, i := range Visual(levels) {
			order = append(order, strconv.Itoa(i))
		}
		if got := strings.Join(order, " "); !strings.Contains(part[3], "x") && got != part[4] {
			t.Fatalf("%s: order %s, want %s", part[0], got, part[4])
		}
	}
	if n < 90_000 {
		t.Errorf("%d lines were tried", n)
	}
}

func TestLevels(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text   string
		base   Level
		levels string
	}{
		{"CT 12", 0, "00000"},
		{"אב CT", 0, "11000"},
		{"אב CT", 1, "11122"},
		{"אב 12 גד", 1, "11122111"},
		{"אב 12 CT", 0, "11122000"},
		{"سن 12", 1, "11122"},
		{"a (אב) c", 0, "00011000"},
		{"א (CT) ב", 1, "11122111"},
		{"אב (CT 2)", 0, "110000000"},
		{"אב.", 0, "110"},
		{"אב.", 1, "111"},
		{"-5 אב", 1, "12111"},
		{"אב 5%", 1, "11122"},
		{"א\u05b8ב", 0, "111"},
		{"אב  ", 0, "1100"},
	} {
		got := ""
		for _, l := range Levels([]rune(tt.text), tt.base) {
			got += strconv.Itoa(int(l))
		}
		if got != tt.levels {
			t.Errorf("%q at %d: %s, want %s", tt.text, tt.base, got, tt.levels)
		}
	}
}

func TestBase(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Level{
		"": 0, "12 mg": 0, "plain": 0, "שלום עולם": 1, "هل CT ضروري؟": 1, "12. مرحبا": 1,
		"שרה is five years old": 0, "She is called שרה בן דוד": 0,
	} {
		if got := Base([]rune(in)); got != want {
			t.Errorf("%q: %d, want %d", in, got, want)
		}
	}
}

func TestHardTextsTakeLinearWork(t *testing.T) {
	t.Parallel()
	const n = 300_000
	for _, unit := range []string{"1", "%", "(", "()", "ש(", "א1", "-1", "( א)", "\u0300"} {
		text := []rune("א" + strings.Repeat(unit, n))
		if got := Levels(text, 1); len(got) != len(text) {
			t.Errorf("%q: %d levels", unit, len(got))
		}
	}
}
