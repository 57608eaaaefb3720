package identity

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"oso/internal/casefile"
)

// A made-up person with a made-up hospital's number.
type soul struct {
	casefile.Patient
	hospital string
	shared   string // a number that others have too
}

// A way in which a record may have a person; asked tells whether a right
// match may be asked about (Unclear or Differs) or must pass.
type manner struct {
	name  string
	asked bool
	write func(s soul) Person
}

func number1(s soul) []casefile.Identifier { return s.Identifiers[:1] }

func upper(n casefile.Name) casefile.Name {
	n.Family, n.Given, n.Middle = strings.ToUpper(n.Family), strings.ToUpper(n.Given), strings.ToUpper(n.Middle)
	return n
}

func latinOf(n casefile.Name) casefile.Name {
	n.Ideographic, n.Phonetic = "", ""
	return n
}

func compact(iso string) string { return strings.ReplaceAll(iso, "-", "") }

func letter(x casefile.Sex) string { return strings.ToUpper(string(x)[:1]) }

// unsigned drops the signs of letters as an old device does.
func unsigned(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x80 {
			return -1
		}
		return r
	}, norm.NFD.String(dropped.Replace(strings.ToLower(s))))
}

// The table of what must be asked.
func manners() []manner {
	whole := func(s soul) Person {
		return Person{Name: upper(s.Name), Born: compact(s.BirthDate), Sex: letter(s.Sex), Numbers: number1(s)}
	}
	but := func(change func(s soul, p *Person)) func(soul) Person {
		return func(s soul) Person {
			p := whole(s)
			change(s, &p)
			return p
		}
	}
	return []manner{
		{"in full", false, whole},
		{"in small letters", false, but(func(s soul, p *Person) { p.Name = s.Name })},
		{"Latin letters alone", false, but(func(s soul, p *Person) { p.Name = latinOf(p.Name) })},
		{"signs dropped", false, but(func(s soul, p *Person) {
			p.Name = latinOf(p.Name)
			p.Name.Family, p.Name.Given, p.Name.Middle = unsigned(p.Name.Family), unsigned(p.Name.Given), unsigned(p.Name.Middle)
		})},
		{"family and given name swapped", false, but(func(s soul, p *Person) { p.Name.Family, p.Name.Given = p.Name.Given, p.Name.Family })},
		{"all in the family name", false, but(func(s soul, p *Person) {
			p.Name = casefile.Name{Family: strings.TrimSpace(s.Name.Given + " " + s.Name.Middle + " " + s.Name.Family), Suffix: s.Name.Suffix}
		})},
		{"hyphens as spaces", false, but(func(s soul, p *Person) {
			p.Name.Family, p.Name.Given = strings.ReplaceAll(p.Name.Family, "-", " "), strings.ReplaceAll(p.Name.Given, "-", " ")
		})},
		{"run together", false, but(func(s soul, p *Person) {
			p.Name.Family, p.Name.Given = strings.NewReplacer(" ", "", "-", "").Replace(p.Name.Family), strings.NewReplacer(" ", "", "-", "").Replace(p.Name.Given)
		})},
		{"no suffix", false, but(func(s soul, p *Person) { p.Name.Suffix = "" })},
		{"date with a time", false, but(func(s soul, p *Person) { p.Born += "000000" })},
		{"date with points", false, but(func(s soul, p *Person) {
			t, _ := time.Parse(time.DateOnly, s.BirthDate)
			p.Born = t.Format("02.01.2006")
		})},
		{"sex in a word", false, but(func(s soul, p *Person) { p.Sex = string(s.Sex) })},
		{"sex not said", false, but(func(s soul, p *Person) { p.Sex = "" })},
		{"no number", false, but(func(s soul, p *Person) { p.Numbers = nil })},
		{"no date, and the hospital's number", false, but(func(s soul, p *Person) { p.Born = "" })},
		{"no name, and the hospital's number", false, but(func(s soul, p *Person) { p.Name = casefile.Name{} })},
		{"a number that others have too", false, but(func(s soul, p *Person) { p.Numbers = []casefile.Identifier{{Value: s.shared}} })},

		{"no middle name", true, but(func(s soul, p *Person) { p.Name.Middle = "" })}, // only where many siblings share the first
		{"native letters alone", true, but(func(s soul, p *Person) { p.Name = casefile.Name{Family: s.Name.Ideographic} })},
		{"married", true, but(func(s soul, p *Person) {
			p.Name.Family = "Featherstonehaugh"
			p.Name.Ideographic, p.Name.Phonetic = "", ""
		})},
		{"given name as an initial", true, but(func(s soul, p *Person) {
			if r := []rune(s.Name.Given); len(r) > 0 {
				p.Name.Given = string(r[:1])
			}
			p.Numbers = nil
		})},
		{"initials", true, but(func(s soul, p *Person) {
			p.Name = casefile.Name{Family: string([]rune(s.Name.Family)[:1]) + "." + string([]rune(s.Name.Given + "x")[:1]) + "."}
		})},
		{"no given name", true, but(func(s soul, p *Person) { p.Name = casefile.Name{Family: s.Name.Family}; p.Numbers = nil })},
		{"no family name", true, but(func(s soul, p *Person) { p.Name = casefile.Name{Given: s.Name.Given}; p.Numbers = nil })},
		{"year alone", true, but(func(s soul, p *Person) { p.Born = s.BirthDate[:4]; p.Numbers = nil })},
		{"date with slashes", true, but(func(s soul, p *Person) {
			t, _ := time.Parse(time.DateOnly, s.BirthDate)
			p.Born = t.Format("02/01/2006")
			p.Numbers = nil
		})},
		{"date not readable", true, but(func(s soul, p *Person) { p.Born = "JJJJMMTT" })},
		{"name and nothing else", true, but(func(s soul, p *Person) { p.Born, p.Sex, p.Numbers = "", "", nil })},
		{"name, and a number that others have too", true, but(func(s soul, p *Person) {
			p.Born, p.Sex, p.Numbers = "", "", []casefile.Identifier{{Value: s.shared}}
		})},
		{"date and nothing else", true, but(func(s soul, p *Person) { *p = Person{Born: p.Born} })},
		{"a shared number and nothing else", true, but(func(s soul, p *Person) { *p = Person{Numbers: []casefile.Identifier{{Value: s.shared}}} })},
		{"the hospital's number and nothing else", true, but(func(s soul, p *Person) { *p = Person{Numbers: number1(s)} })},
		{"letters lost", true, but(func(s soul, p *Person) { p.Name = casefile.Name{Family: "???"} })},
		{"a code for the name", true, but(func(s soul, p *Person) { p.Name = casefile.Name{Family: "0012345"}; p.Numbers = nil })},
	}
}

// population makes families: people of one name with what is alike in families
// (fathers and sons, twins, husbands and wives), in many writings.
func population(r *rand.Rand) []soul {
	type names struct{ family, given, second []string }
	pools := []names{
		{family: []string{"Smith", "O'Brien", "MacDonald", "Fitz-Gerald", "Garcia Lopez"}, given: []string{"John", "James", "Mary Ann", "Anna", "Ann", "Kim", "Joan", "Jean-Paul", "Jean-Pierre", "Jean"}, second: []string{"", "Paul", "Peter", "Rose"}},
		{family: []string{"Müller", "von der Heide", "Łukasiewicz", "Sørensen", "Åkesson"}, given: []string{"Jörg", "Jürgen", "Zoë", "Hans-Peter", "Hans-Jörg", "Björn", "Bärbel"}, second: []string{"", "Maria", "Ulf"}},
		{family: []string{"Al-Rashid", "bin Said", "Khan"}, given: []string{"Mohamed", "Fatima", "Ali", "Hassan", "Hussain"}, second: []string{"Ali", "Omar", "Hassan", "Hussain"}},
		{family: []string{"Nguyễn", "Lê", "Đỗ"}, given: []string{"Thị Hoa", "Thị Hòa", "Văn An", "Văn Ân", "Minh"}, second: []string{""}},
		{family: []string{"Nguyen", "Dos Santos", "Tran", "de la Cruz"}, given: []string{"Van", "Van Do", "Do Van", "Le", "Minh Ben", "Maria", "María Del"}, second: []string{"", "Bin", "Ben", "E"}},
		{family: []string{"Иванов", "Ёлкин"}, given: []string{"Пётр", "Павел", "Ольга"}, second: []string{"Сергеевич", "Павлович", ""}},
		{family: []string{"Park", "Lee"}, given: []string{"Twin A of Kim", "Twin B of Kim", "Baby Girl 1", "Baby Girl 2", "Kim"}, second: []string{""}},
	}
	east := [][3]string{ // family, given, as in native letters; one reading for several
		{"Sato", "Hanako", "佐藤花子"}, {"Sato", "Hanako", "佐藤華子"}, {"Sato", "Haruko", "佐藤春子"}, {"Yamada", "Taro", "山田太郎"},
		{"Wang", "Xiaodong", "王小东"}, {"Wang", "Xiaodong", "王晓东"}, {"Wang", "Wei", "王伟"}, {"Kim", "Min-jun", "김민준"}, {"Kim", "Min-ji", "김민지"},
	}
	var all []soul
	add := func(n casefile.Name, born time.Time, sex casefile.Sex) {
		i := len(all)
		s := soul{hospital: fmt.Sprintf("hospital %d", r.IntN(3)), shared: fmt.Sprint(1 + r.IntN(3))}
		s.Name, s.BirthDate, s.Sex = n, born.Format(time.DateOnly), sex
		s.Identifiers = []casefile.Identifier{{System: s.hospital, Value: fmt.Sprintf("H%05d", 10000+i)}, {System: "clinic", Value: s.shared}}
		all = append(all, s)
	}
	sexes := []casefile.Sex{casefile.Female, casefile.Male}
	for range 12 {
		born := time.Date(1930+r.IntN(80), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
		if r.IntN(4) == 0 {
			born = time.Date(born.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		}
		if r.IntN(3) == 0 { // native letters, one reading for several
			at := r.IntN(len(east))
			for range 3 {
				e := east[at]
				at = (at + 1) % len(east)
				add(casefile.Name{Family: e[0], Given: e[1], Ideographic: e[2]}, born, sexes[r.IntN(2)])
			}
			continue
		}
		p := pools[r.IntN(len(pools))]
		family, sex := p.family[r.IntN(len(p.family))], sexes[r.IntN(2)]
		given, second := r.Perm(len(p.given)), r.Perm(len(p.second))
		of := func(g, s int) casefile.Name {
			return casefile.Name{Family: family, Given: p.given[given[g%len(given)]], Middle: p.second[second[s%len(second)]]}
		}
		father, son := of(0, 0), of(0, 0)
		father.Suffix, son.Suffix = "Sr", "Jr"
		add(father, born, sex)
		add(son, born.AddDate(25, 0, r.IntN(3)), sex)
		add(of(1, 0), born, sex)                    // a twin
		add(of(2, 1), born, sexes[r.IntN(2)])       // and another
		add(of(1, 0), born.AddDate(2, 1, 3), sex)   // the same name, born later
		add(of(3, 1), born.AddDate(0, 0, 1), sex)   // the next day
		add(of(2, 0), born.AddDate(-1, 0, 0), sex)  // the same day of another year
		add(of(1, 0), born, sexes[(1+r.IntN(2))%2]) // a namesake of the same day
	}
	return all
}

// No record of one person passes as another's, in whatever manner it is
// written; and a record that has enough passes as its own person's. One family
// tree is the same every time, so that a change is blamed for what it did;
// OSO_POPULATIONS asks for so many of new seeds, OSO_SEED for one of them again.
func TestPopulations(t *testing.T) {
	t.Parallel()
	first, number := uint64(1), 1
	if n, err := strconv.Atoi(os.Getenv("OSO_POPULATIONS")); err == nil {
		first, number = rand.Uint64()>>1, n
	}
	if n, err := strconv.ParseUint(os.Getenv("OSO_SEED"), 10, 64); err == nil {
		first, number = n, 1
	}
	for i := range number {
		seed := first + uint64(i)
		t.Run("OSO_SEED="+strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			walkPopulation(t, seed)
		})
	}
}

func walkPopulation(t *testing.T, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	all := population(r)
	for i, s := range all {
		for _, m := range manners() {
			record := m.write(s)
			for k, other := range all {
				if near := k-i < 10 && i-k < 10; !near && r.IntN(8) > 0 { // relatives all, of strangers a few
					continue
				}
				verdict := Compare(other.Patient, record)
				switch {
				case i == k && !m.asked && verdict.Verdict != Same && s.BirthDate[5:] != "01-01":
					t.Fatalf("%s of %+v: asked about the right patient: %+v", m.name, s.Patient, verdict)
				case i != k && verdict.Verdict == Same && !indistinct(other, s, record):
					t.Fatalf("%s of %+v: %+v passes as %+v", m.name, s.Patient, record, other.Patient)
				}
			}
		}
	}
}

// indistinct tells whether all that the record says of its own person is true
// of the other as well, letter for letter: a namesake of the same day.
func indistinct(other, own soul, record Person) bool {
	if other.BirthDate != own.BirthDate || other.Sex != own.Sex && record.Sex != "" {
		return false
	}
	a, b := other.Name, own.Name
	if record.Name.Ideographic == "" {
		a, b = latinOf(a), latinOf(b)
	}
	if plain(record.Name.Family + record.Name.Given) {
		a.Given, b.Given = unsigned(a.Given), unsigned(b.Given)
		a.Suffix, b.Suffix = "", "" // a day of birth tells generations apart
	}
	if !strings.Contains(record.Name.Given, "-") { // nor does anything tell a double name from two
		for _, n := range []*casefile.Name{&a, &b} {
			n.Given, n.Middle = strings.TrimSpace(strings.ReplaceAll(n.Given+" "+n.Middle, "-", " ")), ""
		}
		a.Suffix, b.Suffix = "", ""
	}
	return a == b
}
