export namespace casefile {
	
	export class Address {
	    lines: string[];
	    city: string;
	    region: string;
	    postal_code: string;
	    country: string;
	
	    static createFrom(source: any = {}) {
	        return new Address(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.lines = source["lines"];
	        this.city = source["city"];
	        this.region = source["region"];
	        this.postal_code = source["postal_code"];
	        this.country = source["country"];
	    }
	}
	export class Arrow {
	    from: number[];
	    to: number[];
	
	    static createFrom(source: any = {}) {
	        return new Arrow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.from = source["from"];
	        this.to = source["to"];
	    }
	}
	export class Diagnosis {
	    text: string;
	    icd10: string;
	
	    static createFrom(source: any = {}) {
	        return new Diagnosis(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.icd10 = source["icd10"];
	    }
	}
	export class Material {
	    kind: string;
	    description: string;
	    channel: string;
	    physical: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Material(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.description = source["description"];
	        this.channel = source["channel"];
	        this.physical = source["physical"];
	    }
	}
	export class Wishes {
	    specialist: string;
	
	    static createFrom(source: any = {}) {
	        return new Wishes(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.specialist = source["specialist"];
	    }
	}
	export class Question {
	    text: string;
	    parts: string[];
	
	    static createFrom(source: any = {}) {
	        return new Question(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.parts = source["parts"];
	    }
	}
	export class Encounter {
	    date: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new Encounter(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.date = source["date"];
	        this.text = source["text"];
	    }
	}
	export class History {
	    chief_complaint: string;
	    present_illness: string;
	    past: string;
	    medication: string;
	    allergies: string;
	    family: string;
	    social: string;
	    events: Encounter[];
	
	    static createFrom(source: any = {}) {
	        return new History(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.chief_complaint = source["chief_complaint"];
	        this.present_illness = source["present_illness"];
	        this.past = source["past"];
	        this.medication = source["medication"];
	        this.allergies = source["allergies"];
	        this.family = source["family"];
	        this.social = source["social"];
	        this.events = this.convertValues(source["events"], Encounter);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Service {
	    kind: string;
	    add_ons: string[];
	    emergent: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Service(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.add_ons = source["add_ons"];
	        this.emergent = source["emergent"];
	    }
	}
	export class Payer {
	    kind: string;
	    partner: string;
	    member: string;
	
	    static createFrom(source: any = {}) {
	        return new Payer(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.partner = source["partner"];
	        this.member = source["member"];
	    }
	}
	export class Representative {
	    name: string;
	    relation: string;
	    authority: string;
	
	    static createFrom(source: any = {}) {
	        return new Representative(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.relation = source["relation"];
	        this.authority = source["authority"];
	    }
	}
	export class Identifier {
	    system: string;
	    value: string;
	
	    static createFrom(source: any = {}) {
	        return new Identifier(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.system = source["system"];
	        this.value = source["value"];
	    }
	}
	export class Name {
	    family: string;
	    given: string;
	    middle: string;
	    prefix: string;
	    suffix: string;
	    ideographic: string;
	    phonetic: string;
	
	    static createFrom(source: any = {}) {
	        return new Name(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.family = source["family"];
	        this.given = source["given"];
	        this.middle = source["middle"];
	        this.prefix = source["prefix"];
	        this.suffix = source["suffix"];
	        this.ideographic = source["ideographic"];
	        this.phonetic = source["phonetic"];
	    }
	}
	export class Patient {
	    name: Name;
	    birth_date: string;
	    sex: string;
	    identifiers: Identifier[];
	    address: Address;
	    phone: string;
	    email: string;
	    representative?: Representative;
	
	    static createFrom(source: any = {}) {
	        return new Patient(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = this.convertValues(source["name"], Name);
	        this.birth_date = source["birth_date"];
	        this.sex = source["sex"];
	        this.identifiers = this.convertValues(source["identifiers"], Identifier);
	        this.address = this.convertValues(source["address"], Address);
	        this.phone = source["phone"];
	        this.email = source["email"];
	        this.representative = this.convertValues(source["representative"], Representative);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Place {
	    country: string;
	    region: string;
	
	    static createFrom(source: any = {}) {
	        return new Place(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.country = source["country"];
	        this.region = source["region"];
	    }
	}
	export class Document {
	    residence: Place;
	    specimen: Place;
	    patient: Patient;
	    payer: Payer;
	    service: Service;
	    history: History;
	    diagnosis: Diagnosis;
	    plan: string;
	    reason: string;
	    questions: Question[];
	    wishes: Wishes;
	    courtesy_copy?: boolean;
	    materials: Material[];
	
	    static createFrom(source: any = {}) {
	        return new Document(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.residence = this.convertValues(source["residence"], Place);
	        this.specimen = this.convertValues(source["specimen"], Place);
	        this.patient = this.convertValues(source["patient"], Patient);
	        this.payer = this.convertValues(source["payer"], Payer);
	        this.service = this.convertValues(source["service"], Service);
	        this.history = this.convertValues(source["history"], History);
	        this.diagnosis = this.convertValues(source["diagnosis"], Diagnosis);
	        this.plan = source["plan"];
	        this.reason = source["reason"];
	        this.questions = this.convertValues(source["questions"], Question);
	        this.wishes = this.convertValues(source["wishes"], Wishes);
	        this.courtesy_copy = source["courtesy_copy"];
	        this.materials = this.convertValues(source["materials"], Material);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	
	export class Optics {
	    plane?: number;
	    planes?: number;
	    path?: string;
	    power?: number;
	    about?: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Optics(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.plane = source["plane"];
	        this.planes = source["planes"];
	        this.path = source["path"];
	        this.power = source["power"];
	        this.about = source["about"];
	    }
	}
	export class PresentationState {
	    record: string;
	    sop: string;
	
	    static createFrom(source: any = {}) {
	        return new PresentationState(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.record = source["record"];
	        this.sop = source["sop"];
	    }
	}
	export class Region {
	    x: number;
	    y: number;
	    width: number;
	    height: number;
	
	    static createFrom(source: any = {}) {
	        return new Region(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.x = source["x"];
	        this.y = source["y"];
	        this.width = source["width"];
	        this.height = source["height"];
	    }
	}
	export class Windowing {
	    center: number;
	    width: number;
	
	    static createFrom(source: any = {}) {
	        return new Windowing(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.center = source["center"];
	        this.width = source["width"];
	    }
	}
	export class KeyImage {
	    id: string;
	    record: string;
	    study: string;
	    series: string;
	    sop: string;
	    frame: number;
	    series_number?: string;
	    instance_number?: number;
	    modality?: string;
	    description?: string;
	    date?: string;
	    arrows?: Arrow[];
	    note?: string;
	    window?: Windowing;
	    invert?: boolean;
	    rotate?: number;
	    flip?: boolean;
	    region?: Region;
	    state?: PresentationState;
	    optics?: Optics;
	    by?: string;
	    // Go type: time
	    at?: any;
	
	    static createFrom(source: any = {}) {
	        return new KeyImage(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.record = source["record"];
	        this.study = source["study"];
	        this.series = source["series"];
	        this.sop = source["sop"];
	        this.frame = source["frame"];
	        this.series_number = source["series_number"];
	        this.instance_number = source["instance_number"];
	        this.modality = source["modality"];
	        this.description = source["description"];
	        this.date = source["date"];
	        this.arrows = this.convertValues(source["arrows"], Arrow);
	        this.note = source["note"];
	        this.window = this.convertValues(source["window"], Windowing);
	        this.invert = source["invert"];
	        this.rotate = source["rotate"];
	        this.flip = source["flip"];
	        this.region = this.convertValues(source["region"], Region);
	        this.state = this.convertValues(source["state"], PresentationState);
	        this.optics = this.convertValues(source["optics"], Optics);
	        this.by = source["by"];
	        this.at = this.convertValues(source["at"], null);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	
	
	
	
	
	
	
	
	
	

}

export namespace desktop {
	
	export class Adding {
	    cases: number;
	    files: number;
	    total_files: number;
	    paused: boolean;
	    waiting: number;
	    waiting_files: number;
	    waiting_total: number;
	
	    static createFrom(source: any = {}) {
	        return new Adding(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.cases = source["cases"];
	        this.files = source["files"];
	        this.total_files = source["total_files"];
	        this.paused = source["paused"];
	        this.waiting = source["waiting"];
	        this.waiting_files = source["waiting_files"];
	        this.waiting_total = source["waiting_total"];
	    }
	}
	export class AgreementSignature {
	    case: string;
	    version: string;
	    sha256: string;
	    bears: string;
	    signer: string;
	    relation: string;
	    method: string;
	    ink: string;
	    scan: string;
	    copy: boolean;
	
	    static createFrom(source: any = {}) {
	        return new AgreementSignature(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.version = source["version"];
	        this.sha256 = source["sha256"];
	        this.bears = source["bears"];
	        this.signer = source["signer"];
	        this.relation = source["relation"];
	        this.method = source["method"];
	        this.ink = source["ink"];
	        this.scan = source["scan"];
	        this.copy = source["copy"];
	    }
	}
	export class AgreementState {
	    signed: boolean;
	    version: string;
	    sha256: string;
	    signer: string;
	    relation: string;
	    method: string;
	    by: string;
	    at: string;
	
	    static createFrom(source: any = {}) {
	        return new AgreementState(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.signed = source["signed"];
	        this.version = source["version"];
	        this.sha256 = source["sha256"];
	        this.signer = source["signer"];
	        this.relation = source["relation"];
	        this.method = source["method"];
	        this.by = source["by"];
	        this.at = source["at"];
	    }
	}
	export class TextVersion {
	    version: string;
	    date: string;
	
	    static createFrom(source: any = {}) {
	        return new TextVersion(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.version = source["version"];
	        this.date = source["date"];
	    }
	}
	export class Clause {
	    title: string;
	    paragraphs: string[];
	
	    static createFrom(source: any = {}) {
	        return new Clause(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.title = source["title"];
	        this.paragraphs = source["paragraphs"];
	    }
	}
	export class AgreementText {
	    version: string;
	    date: string;
	    sha256: string;
	    title: string;
	    clauses: Clause[];
	    sheet: string;
	    paper: string;
	    earlier: TextVersion[];
	
	    static createFrom(source: any = {}) {
	        return new AgreementText(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.version = source["version"];
	        this.date = source["date"];
	        this.sha256 = source["sha256"];
	        this.title = source["title"];
	        this.clauses = this.convertValues(source["clauses"], Clause);
	        this.sheet = source["sheet"];
	        this.paper = source["paper"];
	        this.earlier = this.convertValues(source["earlier"], TextVersion);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class AnswerPart {
	    label: string;
	    question: string;
	    text: string[];
	    unanswered: string;
	    state: string;
	
	    static createFrom(source: any = {}) {
	        return new AnswerPart(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.label = source["label"];
	        this.question = source["question"];
	        this.text = source["text"];
	        this.unanswered = source["unanswered"];
	        this.state = source["state"];
	    }
	}
	export class Answer {
	    number: number;
	    question: string;
	    text: string[];
	    parts: AnswerPart[];
	    unanswered: string;
	    state: string;
	    by: string;
	
	    static createFrom(source: any = {}) {
	        return new Answer(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.number = source["number"];
	        this.question = source["question"];
	        this.text = source["text"];
	        this.parts = this.convertValues(source["parts"], AnswerPart);
	        this.unanswered = source["unanswered"];
	        this.state = source["state"];
	        this.by = source["by"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class ArchiveAnswer {
	    case: string;
	    password: string;
	    birth: boolean;
	
	    static createFrom(source: any = {}) {
	        return new ArchiveAnswer(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.password = source["password"];
	        this.birth = source["birth"];
	    }
	}
	export class Aside {
	    id: string;
	    sources: string[];
	    reason: string;
	    by: string;
	    at: string;
	
	    static createFrom(source: any = {}) {
	        return new Aside(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.sources = source["sources"];
	        this.reason = source["reason"];
	        this.by = source["by"];
	        this.at = source["at"];
	    }
	}
	export class Asset {
	    path: string;
	    type: string;
	    bytes: number;
	    name: string;
	
	    static createFrom(source: any = {}) {
	        return new Asset(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.type = source["type"];
	        this.bytes = source["bytes"];
	        this.name = source["name"];
	    }
	}
	export class CaseCorrection {
	    case: string;
	    discrepancy: string;
	    field: string;
	    reason: string;
	
	    static createFrom(source: any = {}) {
	        return new CaseCorrection(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.discrepancy = source["discrepancy"];
	        this.field = source["field"];
	        this.reason = source["reason"];
	    }
	}
	export class CaseRow {
	    id: string;
	    reference: string;
	    name: string;
	    native: string;
	    sex: string;
	    birth_date: string;
	    about: string;
	    questions: string[];
	    physician: string;
	    service: string;
	    emergent: boolean;
	    state: string;
	    server_state: string;
	    reason: string;
	    things_left: number;
	    decisions: number;
	    agreement: string;
	    opinion: string;
	    copy_declined: boolean;
	    request: string;
	    revising: string;
	    outcome_asked: string;
	    unread: boolean;
	    read_only: string;
	    waiting: string;
	    clock_start: string;
	    clock_due: string;
	    clock_end: string;
	    sent_bytes: number;
	    total_bytes: number;
	    imports: number;
	    import_read: number;
	    import_found: number;
	    created: string;
	    updated: string;
	
	    static createFrom(source: any = {}) {
	        return new CaseRow(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.reference = source["reference"];
	        this.name = source["name"];
	        this.native = source["native"];
	        this.sex = source["sex"];
	        this.birth_date = source["birth_date"];
	        this.about = source["about"];
	        this.questions = source["questions"];
	        this.physician = source["physician"];
	        this.service = source["service"];
	        this.emergent = source["emergent"];
	        this.state = source["state"];
	        this.server_state = source["server_state"];
	        this.reason = source["reason"];
	        this.things_left = source["things_left"];
	        this.decisions = source["decisions"];
	        this.agreement = source["agreement"];
	        this.opinion = source["opinion"];
	        this.copy_declined = source["copy_declined"];
	        this.request = source["request"];
	        this.revising = source["revising"];
	        this.outcome_asked = source["outcome_asked"];
	        this.unread = source["unread"];
	        this.read_only = source["read_only"];
	        this.waiting = source["waiting"];
	        this.clock_start = source["clock_start"];
	        this.clock_due = source["clock_due"];
	        this.clock_end = source["clock_end"];
	        this.sent_bytes = source["sent_bytes"];
	        this.total_bytes = source["total_bytes"];
	        this.imports = source["imports"];
	        this.import_read = source["import_read"];
	        this.import_found = source["import_found"];
	        this.created = source["created"];
	        this.updated = source["updated"];
	    }
	}
	export class Sealed {
	    version: number;
	    sha256: string;
	    signer: string;
	    at: string;
	
	    static createFrom(source: any = {}) {
	        return new Sealed(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.version = source["version"];
	        this.sha256 = source["sha256"];
	        this.signer = source["signer"];
	        this.at = source["at"];
	    }
	}
	export class Receipt {
	    reference: string;
	    at: string;
	
	    static createFrom(source: any = {}) {
	        return new Receipt(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.reference = source["reference"];
	        this.at = source["at"];
	    }
	}
	export class LocationAnswer {
	    outcome: string;
	    place: string;
	    reason: string;
	    closed_reviews: string[];
	    table: string;
	    on: string;
	
	    static createFrom(source: any = {}) {
	        return new LocationAnswer(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.outcome = source["outcome"];
	        this.place = source["place"];
	        this.reason = source["reason"];
	        this.closed_reviews = source["closed_reviews"];
	        this.table = source["table"];
	        this.on = source["on"];
	    }
	}
	export class SectionVersion {
	    section: string;
	    version: number;
	
	    static createFrom(source: any = {}) {
	        return new SectionVersion(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.section = source["section"];
	        this.version = source["version"];
	    }
	}
	export class CaseView {
	    row: CaseRow;
	    document: casefile.Document;
	    versions: SectionVersion[];
	    location: LocationAnswer;
	    agreement: AgreementState;
	    editable: boolean;
	    receipt: Receipt;
	    seals: Sealed[];
	    taken: string[];
	
	    static createFrom(source: any = {}) {
	        return new CaseView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.row = this.convertValues(source["row"], CaseRow);
	        this.document = this.convertValues(source["document"], casefile.Document);
	        this.versions = this.convertValues(source["versions"], SectionVersion);
	        this.location = this.convertValues(source["location"], LocationAnswer);
	        this.agreement = this.convertValues(source["agreement"], AgreementState);
	        this.editable = source["editable"];
	        this.receipt = this.convertValues(source["receipt"], Receipt);
	        this.seals = this.convertValues(source["seals"], Sealed);
	        this.taken = source["taken"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Problem {
	    code: string;
	    severity: string;
	    field: string;
	    message: string;
	    patient: string;
	    series: string[];
	    records: string[];
	    page: string;
	
	    static createFrom(source: any = {}) {
	        return new Problem(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.severity = source["severity"];
	        this.field = source["field"];
	        this.message = source["message"];
	        this.patient = source["patient"];
	        this.series = source["series"];
	        this.records = source["records"];
	        this.page = source["page"];
	    }
	}
	export class CheckResult {
	    complete: boolean;
	    passed: number;
	    total: number;
	    problems: Problem[];
	
	    static createFrom(source: any = {}) {
	        return new CheckResult(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.complete = source["complete"];
	        this.passed = source["passed"];
	        this.total = source["total"];
	        this.problems = this.convertValues(source["problems"], Problem);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class Clinic {
	    name: string;
	    enrolled: boolean;
	    server: string;
	    since: string;
	
	    static createFrom(source: any = {}) {
	        return new Clinic(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.enrolled = source["enrolled"];
	        this.server = source["server"];
	        this.since = source["since"];
	    }
	}
	export class Comparison {
	    field: string;
	    case: string;
	    found: string;
	    answer: string;
	
	    static createFrom(source: any = {}) {
	        return new Comparison(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.field = source["field"];
	        this.case = source["case"];
	        this.found = source["found"];
	        this.answer = source["answer"];
	    }
	}
	export class Correction {
	    field: string;
	    from: string;
	    to: string;
	    agreement: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Correction(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.field = source["field"];
	        this.from = source["from"];
	        this.to = source["to"];
	        this.agreement = source["agreement"];
	    }
	}
	export class Region {
	    code: string;
	    name: string;
	
	    static createFrom(source: any = {}) {
	        return new Region(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.name = source["name"];
	    }
	}
	export class Country {
	    code: string;
	    name: string;
	    regions: Region[];
	
	    static createFrom(source: any = {}) {
	        return new Country(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.name = source["name"];
	        this.regions = this.convertValues(source["regions"], Region);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class DiscCase {
	    people: string[];
	    loose: string[];
	    case: string;
	    document: casefile.Document;
	
	    static createFrom(source: any = {}) {
	        return new DiscCase(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.people = source["people"];
	        this.loose = source["loose"];
	        this.case = source["case"];
	        this.document = this.convertValues(source["document"], casefile.Document);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class DiscFound {
	    id: string;
	    kind: string;
	    name: string;
	
	    static createFrom(source: any = {}) {
	        return new DiscFound(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.kind = source["kind"];
	        this.name = source["name"];
	    }
	}
	export class DiscMatches {
	    person: string;
	    matches: survey.Match[];
	    proposed: string;
	    document: casefile.Document;
	    line: number;
	    problems: string[];
	
	    static createFrom(source: any = {}) {
	        return new DiscMatches(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.person = source["person"];
	        this.matches = this.convertValues(source["matches"], survey.Match);
	        this.proposed = source["proposed"];
	        this.document = this.convertValues(source["document"], casefile.Document);
	        this.line = source["line"];
	        this.problems = source["problems"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class DiscPlan {
	    id: string;
	    began: string;
	    sources: string[];
	    cases: string[];
	    left: number;
	    total: number;
	    running: boolean;
	    why: string[];
	
	    static createFrom(source: any = {}) {
	        return new DiscPlan(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.began = source["began"];
	        this.sources = source["sources"];
	        this.cases = source["cases"];
	        this.left = source["left"];
	        this.total = source["total"];
	        this.running = source["running"];
	        this.why = source["why"];
	    }
	}
	export class Fault {
	    kind: string;
	    message: string;
	
	    static createFrom(source: any = {}) {
	        return new Fault(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.message = source["message"];
	    }
	}
	export class DiscTable {
	    name: string;
	    rows: number;
	    ignored: string[];
	    without: survey.Listed[];
	    fault: Fault;
	
	    static createFrom(source: any = {}) {
	        return new DiscTable(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.rows = source["rows"];
	        this.ignored = source["ignored"];
	        this.without = this.convertValues(source["without"], survey.Listed);
	        this.fault = this.convertValues(source["fault"], Fault);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class DiscState {
	    looked: boolean;
	    source: string;
	    places: string[];
	    seen: survey.Snapshot;
	    found: DiscMatches[];
	    table: DiscTable;
	    ready: boolean;
	    fault: Fault;
	
	    static createFrom(source: any = {}) {
	        return new DiscState(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.looked = source["looked"];
	        this.source = source["source"];
	        this.places = source["places"];
	        this.seen = this.convertValues(source["seen"], survey.Snapshot);
	        this.found = this.convertValues(source["found"], DiscMatches);
	        this.table = this.convertValues(source["table"], DiscTable);
	        this.ready = source["ready"];
	        this.fault = this.convertValues(source["fault"], Fault);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class Named {
	    record: string;
	    records: string[];
	    name: string;
	    which: string;
	    short: string;
	    part: string;
	    missing: string;
	    files: string[];
	    modality: string;
	    type: string;
	    bytes: number;
	    institution: string;
	
	    static createFrom(source: any = {}) {
	        return new Named(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.record = source["record"];
	        this.records = source["records"];
	        this.name = source["name"];
	        this.which = source["which"];
	        this.short = source["short"];
	        this.part = source["part"];
	        this.missing = source["missing"];
	        this.files = source["files"];
	        this.modality = source["modality"];
	        this.type = source["type"];
	        this.bytes = source["bytes"];
	        this.institution = source["institution"];
	    }
	}
	export class Discrepancy {
	    id: string;
	    code: string;
	    rank: string;
	    severity: string;
	    blocks: boolean;
	    by_name: boolean;
	    title: string;
	    message: string;
	    person: string;
	    subjects: Named[];
	    compare: Comparison[];
	    correct: Correction[];
	    records: string[];
	    series: string[];
	    accepted: boolean;
	    reason: string;
	    by: string;
	    at: string;
	
	    static createFrom(source: any = {}) {
	        return new Discrepancy(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.code = source["code"];
	        this.rank = source["rank"];
	        this.severity = source["severity"];
	        this.blocks = source["blocks"];
	        this.by_name = source["by_name"];
	        this.title = source["title"];
	        this.message = source["message"];
	        this.person = source["person"];
	        this.subjects = this.convertValues(source["subjects"], Named);
	        this.compare = this.convertValues(source["compare"], Comparison);
	        this.correct = this.convertValues(source["correct"], Correction);
	        this.records = source["records"];
	        this.series = source["series"];
	        this.accepted = source["accepted"];
	        this.reason = source["reason"];
	        this.by = source["by"];
	        this.at = source["at"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class EarlierOpinion {
	    who: string;
	    day: string;
	    source: string;
	    said: string;
	    stand: string;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new EarlierOpinion(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.who = source["who"];
	        this.day = source["day"];
	        this.source = source["source"];
	        this.said = source["said"];
	        this.stand = source["stand"];
	        this.why = source["why"];
	    }
	}
	export class EnrolOffer {
	    server: string;
	    clinic: string;
	    physician: string;
	    role: string;
	    not_you: string;
	    expires: string;
	    demo: boolean;
	    fingerprint: string;
	
	    static createFrom(source: any = {}) {
	        return new EnrolOffer(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.server = source["server"];
	        this.clinic = source["clinic"];
	        this.physician = source["physician"];
	        this.role = source["role"];
	        this.not_you = source["not_you"];
	        this.expires = source["expires"];
	        this.demo = source["demo"];
	        this.fingerprint = source["fingerprint"];
	    }
	}
	export class Exported {
	    folder: string;
	    files: number;
	    bytes: number;
	
	    static createFrom(source: any = {}) {
	        return new Exported(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.folder = source["folder"];
	        this.files = source["files"];
	        this.bytes = source["bytes"];
	    }
	}
	
	export class FurtherDraft {
	    case: string;
	    version: number;
	    questions: string[];
	
	    static createFrom(source: any = {}) {
	        return new FurtherDraft(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.version = source["version"];
	        this.questions = source["questions"];
	    }
	}
	export class GuideMaterial {
	    text: string;
	    kind: string;
	    for: string[];
	    suits: boolean;
	
	    static createFrom(source: any = {}) {
	        return new GuideMaterial(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.kind = source["kind"];
	        this.for = source["for"];
	        this.suits = source["suits"];
	    }
	}
	export class GuideQuestion {
	    text: string;
	    parts: string[];
	    for: string[];
	    suits: boolean;
	
	    static createFrom(source: any = {}) {
	        return new GuideQuestion(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.parts = source["parts"];
	        this.for = source["for"];
	        this.suits = source["suits"];
	    }
	}
	export class GuideView {
	    materials: GuideMaterial[];
	    questions: GuideQuestion[];
	
	    static createFrom(source: any = {}) {
	        return new GuideView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.materials = this.convertValues(source["materials"], GuideMaterial);
	        this.questions = this.convertValues(source["questions"], GuideQuestion);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ImportAgain {
	    at: string;
	    by: string;
	
	    static createFrom(source: any = {}) {
	        return new ImportAgain(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.at = source["at"];
	        this.by = source["by"];
	    }
	}
	export class ImportFile {
	    path: string;
	    outcome: string;
	    reason: string;
	    type: string;
	    bytes: number;
	    record: string;
	    decided: boolean;
	    left_out: boolean;
	    decided_by: string;
	    decided_why: string;
	
	    static createFrom(source: any = {}) {
	        return new ImportFile(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.outcome = source["outcome"];
	        this.reason = source["reason"];
	        this.type = source["type"];
	        this.bytes = source["bytes"];
	        this.record = source["record"];
	        this.decided = source["decided"];
	        this.left_out = source["left_out"];
	        this.decided_by = source["decided_by"];
	        this.decided_why = source["decided_why"];
	    }
	}
	export class ImportFiles {
	    files: ImportFile[];
	    next: number;
	
	    static createFrom(source: any = {}) {
	        return new ImportFiles(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.files = this.convertValues(source["files"], ImportFile);
	        this.next = source["next"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class LockedArchive {
	    name: string;
	    wrong: boolean;
	    birth: boolean;
	    tried: boolean;
	
	    static createFrom(source: any = {}) {
	        return new LockedArchive(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.wrong = source["wrong"];
	        this.birth = source["birth"];
	        this.tried = source["tried"];
	    }
	}
	export class Record {
	    id: string;
	    name: string;
	    type: string;
	    bytes: number;
	    pages: number;
	    date: string;
	    reason: string;
	    modality: string;
	
	    static createFrom(source: any = {}) {
	        return new Record(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.name = source["name"];
	        this.type = source["type"];
	        this.bytes = source["bytes"];
	        this.pages = source["pages"];
	        this.date = source["date"];
	        this.reason = source["reason"];
	        this.modality = source["modality"];
	    }
	}
	export class ImportState {
	    case: string;
	    running: boolean;
	    queued: boolean;
	    behind: number;
	    paused: boolean;
	    stalled: boolean;
	    stopped: boolean;
	    source: string;
	    files: number;
	    total_files: number;
	    bytes: number;
	    total_bytes: number;
	    rate: number;
	    seconds: number;
	    imported: number;
	    kept: number;
	    duplicate: number;
	    left_out: number;
	    rejected: Record[];
	    more_rejected: number;
	    fault: Fault;
	    locked: LockedArchive;
	
	    static createFrom(source: any = {}) {
	        return new ImportState(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.running = source["running"];
	        this.queued = source["queued"];
	        this.behind = source["behind"];
	        this.paused = source["paused"];
	        this.stalled = source["stalled"];
	        this.stopped = source["stopped"];
	        this.source = source["source"];
	        this.files = source["files"];
	        this.total_files = source["total_files"];
	        this.bytes = source["bytes"];
	        this.total_bytes = source["total_bytes"];
	        this.rate = source["rate"];
	        this.seconds = source["seconds"];
	        this.imported = source["imported"];
	        this.kept = source["kept"];
	        this.duplicate = source["duplicate"];
	        this.left_out = source["left_out"];
	        this.rejected = this.convertValues(source["rejected"], Record);
	        this.more_rejected = source["more_rejected"];
	        this.fault = this.convertValues(source["fault"], Fault);
	        this.locked = this.convertValues(source["locked"], LockedArchive);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class ImportSummary {
	    id: string;
	    at: string;
	    ended: string;
	    by: string;
	    sources: string[];
	    places: string[];
	    again: ImportAgain[];
	    running: boolean;
	    queued: boolean;
	    stuck: boolean;
	    away: boolean;
	    why: string;
	    found: number;
	    read: number;
	    unread: number;
	    imported: number;
	    kept: number;
	    duplicate: number;
	    refused: number;
	    apart: number;
	    bytes: number;
	    listed: boolean;
	    open: boolean;
	    aside_by: string;
	    aside_at: string;
	    aside_reason: string;
	
	    static createFrom(source: any = {}) {
	        return new ImportSummary(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.at = source["at"];
	        this.ended = source["ended"];
	        this.by = source["by"];
	        this.sources = source["sources"];
	        this.places = source["places"];
	        this.again = this.convertValues(source["again"], ImportAgain);
	        this.running = source["running"];
	        this.queued = source["queued"];
	        this.stuck = source["stuck"];
	        this.away = source["away"];
	        this.why = source["why"];
	        this.found = source["found"];
	        this.read = source["read"];
	        this.unread = source["unread"];
	        this.imported = source["imported"];
	        this.kept = source["kept"];
	        this.duplicate = source["duplicate"];
	        this.refused = source["refused"];
	        this.apart = source["apart"];
	        this.bytes = source["bytes"];
	        this.listed = source["listed"];
	        this.open = source["open"];
	        this.aside_by = source["aside_by"];
	        this.aside_at = source["aside_at"];
	        this.aside_reason = source["aside_reason"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Judgment {
	    at: string;
	    by: string;
	    what: string;
	    title: string;
	    names: string[];
	    count: number;
	    reason: string;
	
	    static createFrom(source: any = {}) {
	        return new Judgment(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.at = source["at"];
	        this.by = source["by"];
	        this.what = source["what"];
	        this.title = source["title"];
	        this.names = source["names"];
	        this.count = source["count"];
	        this.reason = source["reason"];
	    }
	}
	export class KeyImage {
	    image: casefile.KeyImage;
	    version: number;
	    broken: string;
	
	    static createFrom(source: any = {}) {
	        return new KeyImage(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.image = this.convertValues(source["image"], casefile.KeyImage);
	        this.version = source["version"];
	        this.broken = source["broken"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class KindCount {
	    kind: string;
	    count: number;
	    studies: number;
	
	    static createFrom(source: any = {}) {
	        return new KindCount(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.kind = source["kind"];
	        this.count = source["count"];
	        this.studies = source["studies"];
	    }
	}
	export class KitOffer {
	    groups: string[];
	    ask: number;
	    keyring: string;
	    note: string;
	
	    static createFrom(source: any = {}) {
	        return new KitOffer(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.groups = source["groups"];
	        this.ask = source["ask"];
	        this.keyring = source["keyring"];
	        this.note = source["note"];
	    }
	}
	
	export class LocationQuestion {
	    residence: casefile.Place;
	    specimen: casefile.Place;
	    service: casefile.Service;
	
	    static createFrom(source: any = {}) {
	        return new LocationQuestion(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.residence = this.convertValues(source["residence"], casefile.Place);
	        this.specimen = this.convertValues(source["specimen"], casefile.Place);
	        this.service = this.convertValues(source["service"], casefile.Service);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Locked {
	    at: string;
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new Locked(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.at = source["at"];
	        this.why = source["why"];
	    }
	}
	
	export class MessageDraft {
	    case: string;
	    re: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new MessageDraft(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.re = source["re"];
	        this.text = source["text"];
	    }
	}
	export class MessageView {
	    id: string;
	    from: string;
	    at: string;
	    text: string;
	    own: boolean;
	    waits: boolean;
	    to_answer: boolean;
	    re: string;
	    kind: string;
	
	    static createFrom(source: any = {}) {
	        return new MessageView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.from = source["from"];
	        this.at = source["at"];
	        this.text = source["text"];
	        this.own = source["own"];
	        this.waits = source["waits"];
	        this.to_answer = source["to_answer"];
	        this.re = source["re"];
	        this.kind = source["kind"];
	    }
	}
	
	export class NewUser {
	    name: string;
	    role: string;
	    passphrase: string;
	    own: string;
	
	    static createFrom(source: any = {}) {
	        return new NewUser(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.role = source["role"];
	        this.passphrase = source["passphrase"];
	        this.own = source["own"];
	    }
	}
	export class NewVault {
	    user: string;
	    role: string;
	    passphrase: string;
	
	    static createFrom(source: any = {}) {
	        return new NewVault(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.user = source["user"];
	        this.role = source["role"];
	        this.passphrase = source["passphrase"];
	    }
	}
	export class Notice {
	    id: string;
	    at: string;
	    message: string;
	
	    static createFrom(source: any = {}) {
	        return new Notice(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.at = source["at"];
	        this.message = source["message"];
	    }
	}
	export class OpinionPlace {
	    record: string;
	    sop: string;
	    series: string;
	    frame: number;
	    at: number[];
	    page: number;
	    here: boolean;
	
	    static createFrom(source: any = {}) {
	        return new OpinionPlace(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.record = source["record"];
	        this.sop = source["sop"];
	        this.series = source["series"];
	        this.frame = source["frame"];
	        this.at = source["at"];
	        this.page = source["page"];
	        this.here = source["here"];
	    }
	}
	export class OpinionCitation {
	    label: string;
	    place: OpinionPlace;
	
	    static createFrom(source: any = {}) {
	        return new OpinionCitation(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.label = source["label"];
	        this.place = this.convertValues(source["place"], OpinionPlace);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class OpinionFigure {
	    path: string;
	    width: number;
	    height: number;
	    shows: string;
	    legend: string;
	    printed: boolean;
	    place: OpinionPlace;
	
	    static createFrom(source: any = {}) {
	        return new OpinionFigure(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.path = source["path"];
	        this.width = source["width"];
	        this.height = source["height"];
	        this.shows = source["shows"];
	        this.legend = source["legend"];
	        this.printed = source["printed"];
	        this.place = this.convertValues(source["place"], OpinionPlace);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class OpinionHead {
	    case: string;
	    state: string;
	    version: number;
	    released: string;
	    accessed: string;
	    by: string;
	    may_open: boolean;
	    needs: string;
	    delegated: boolean;
	    previous: number;
	    handed: boolean;
	
	    static createFrom(source: any = {}) {
	        return new OpinionHead(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.state = source["state"];
	        this.version = source["version"];
	        this.released = source["released"];
	        this.accessed = source["accessed"];
	        this.by = source["by"];
	        this.may_open = source["may_open"];
	        this.needs = source["needs"];
	        this.delegated = source["delegated"];
	        this.previous = source["previous"];
	        this.handed = source["handed"];
	    }
	}
	
	export class WeighedOption {
	    title: string;
	    text: string[];
	
	    static createFrom(source: any = {}) {
	        return new WeighedOption(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.title = source["title"];
	        this.text = source["text"];
	    }
	}
	export class Signer {
	    name: string;
	    role: string;
	    title: string;
	    signed: string;
	    certificate: string;
	    valid_until: string;
	
	    static createFrom(source: any = {}) {
	        return new Signer(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.role = source["role"];
	        this.title = source["title"];
	        this.signed = source["signed"];
	        this.certificate = source["certificate"];
	        this.valid_until = source["valid_until"];
	    }
	}
	export class Proof {
	    valid: boolean;
	    checked: string;
	    current: string;
	    fault: Fault;
	    signers: Signer[];
	    release: string;
	    fingerprint: string;
	    demo: boolean;
	
	    static createFrom(source: any = {}) {
	        return new Proof(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.valid = source["valid"];
	        this.checked = source["checked"];
	        this.current = source["current"];
	        this.fault = this.convertValues(source["fault"], Fault);
	        this.signers = this.convertValues(source["signers"], Signer);
	        this.release = source["release"];
	        this.fingerprint = source["fingerprint"];
	        this.demo = source["demo"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Part {
	    title: string;
	    text: string[];
	
	    static createFrom(source: any = {}) {
	        return new Part(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.title = source["title"];
	        this.text = source["text"];
	    }
	}
	export class Subject {
	    name: string;
	    native: string;
	    sex: string;
	    birth_date: string;
	
	    static createFrom(source: any = {}) {
	        return new Subject(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.native = source["native"];
	        this.sex = source["sex"];
	        this.birth_date = source["birth_date"];
	    }
	}
	export class OpinionView {
	    head: OpinionHead;
	    reference: string;
	    date: string;
	    to: string[];
	    patient: Subject;
	    summary: string[];
	    adds_to: number;
	    change: string[];
	    complaint: string[];
	    history: string[];
	    reviewed: string[];
	    not_reviewed: string[];
	    review: string[];
	    assessment: string[];
	    answers: Answer[];
	    essay: Part[];
	    scenarios: Part[];
	    recommendation: string[];
	    limits: string[];
	    references: string[];
	    notes: string[];
	    case_version: number;
	    case_newest: number;
	    paper: string;
	    proof: Proof;
	    figures: OpinionFigure[];
	    citations: OpinionCitation[];
	    outcome: string;
	    earlier: EarlierOpinion[];
	    reached: string[];
	    options: WeighedOption[];
	
	    static createFrom(source: any = {}) {
	        return new OpinionView(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.head = this.convertValues(source["head"], OpinionHead);
	        this.reference = source["reference"];
	        this.date = source["date"];
	        this.to = source["to"];
	        this.patient = this.convertValues(source["patient"], Subject);
	        this.summary = source["summary"];
	        this.adds_to = source["adds_to"];
	        this.change = source["change"];
	        this.complaint = source["complaint"];
	        this.history = source["history"];
	        this.reviewed = source["reviewed"];
	        this.not_reviewed = source["not_reviewed"];
	        this.review = source["review"];
	        this.assessment = source["assessment"];
	        this.answers = this.convertValues(source["answers"], Answer);
	        this.essay = this.convertValues(source["essay"], Part);
	        this.scenarios = this.convertValues(source["scenarios"], Part);
	        this.recommendation = source["recommendation"];
	        this.limits = source["limits"];
	        this.references = source["references"];
	        this.notes = source["notes"];
	        this.case_version = source["case_version"];
	        this.case_newest = source["case_newest"];
	        this.paper = source["paper"];
	        this.proof = this.convertValues(source["proof"], Proof);
	        this.figures = this.convertValues(source["figures"], OpinionFigure);
	        this.citations = this.convertValues(source["citations"], OpinionCitation);
	        this.outcome = source["outcome"];
	        this.earlier = this.convertValues(source["earlier"], EarlierOpinion);
	        this.reached = source["reached"];
	        this.options = this.convertValues(source["options"], WeighedOption);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class OutcomeDraft {
	    case: string;
	    diagnosis: string;
	    treatment: string;
	    words: string;
	
	    static createFrom(source: any = {}) {
	        return new OutcomeDraft(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.diagnosis = source["diagnosis"];
	        this.treatment = source["treatment"];
	        this.words = source["words"];
	    }
	}
	
	export class Series {
	    uid: string;
	    modality: string;
	    description: string;
	    first: string;
	    images: number;
	    missing: number;
	    quality: string;
	    means: string;
	    asked: string;
	
	    static createFrom(source: any = {}) {
	        return new Series(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.uid = source["uid"];
	        this.modality = source["modality"];
	        this.description = source["description"];
	        this.first = source["first"];
	        this.images = source["images"];
	        this.missing = source["missing"];
	        this.quality = source["quality"];
	        this.means = source["means"];
	        this.asked = source["asked"];
	    }
	}
	export class Study {
	    uid: string;
	    date: string;
	    description: string;
	    modality: string;
	    accession: string;
	    referrer: string;
	    series: Series[];
	    images: number;
	    missing: number;
	    stored: boolean;
	    documents: Record[];
	    note: string;
	
	    static createFrom(source: any = {}) {
	        return new Study(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.uid = source["uid"];
	        this.date = source["date"];
	        this.description = source["description"];
	        this.modality = source["modality"];
	        this.accession = source["accession"];
	        this.referrer = source["referrer"];
	        this.series = this.convertValues(source["series"], Series);
	        this.images = source["images"];
	        this.missing = source["missing"];
	        this.stored = source["stored"];
	        this.documents = this.convertValues(source["documents"], Record);
	        this.note = source["note"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Person {
	    name: string;
	    native: string;
	    sex: string;
	    birth_date: string;
	    number: string;
	    whose: string;
	    differs: string[];
	    discrepancy: string;
	    studies: Study[];
	    records: Record[];
	
	    static createFrom(source: any = {}) {
	        return new Person(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.native = source["native"];
	        this.sex = source["sex"];
	        this.birth_date = source["birth_date"];
	        this.number = source["number"];
	        this.whose = source["whose"];
	        this.differs = source["differs"];
	        this.discrepancy = source["discrepancy"];
	        this.studies = this.convertValues(source["studies"], Study);
	        this.records = this.convertValues(source["records"], Record);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	export class QuoteLine {
	    code: string;
	    amount: string;
	
	    static createFrom(source: any = {}) {
	        return new QuoteLine(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.amount = source["amount"];
	    }
	}
	export class Quote {
	    lines: QuoteLine[];
	    total: string;
	    currency: string;
	    payer: string;
	    partner: string;
	    open: string;
	
	    static createFrom(source: any = {}) {
	        return new Quote(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.lines = this.convertValues(source["lines"], QuoteLine);
	        this.total = source["total"];
	        this.currency = source["currency"];
	        this.payer = source["payer"];
	        this.partner = source["partner"];
	        this.open = source["open"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	
	export class RecordChoice {
	    code: string;
	    records: string[];
	
	    static createFrom(source: any = {}) {
	        return new RecordChoice(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.code = source["code"];
	        this.records = source["records"];
	    }
	}
	export class RecordDecision {
	    case: string;
	    choices: RecordChoice[];
	    accept: boolean;
	    reason: string;
	
	    static createFrom(source: any = {}) {
	        return new RecordDecision(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.choices = this.convertValues(source["choices"], RecordChoice);
	        this.accept = source["accept"];
	        this.reason = source["reason"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Unfinished {
	    id: string;
	    at: string;
	    by: string;
	    sources: string[];
	    read: number;
	    found: number;
	    away: boolean;
	    unread: number;
	    early: boolean;
	    killed: boolean;
	    why: string;
	    not_taken: Record[];
	    more: number;
	
	    static createFrom(source: any = {}) {
	        return new Unfinished(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.at = source["at"];
	        this.by = source["by"];
	        this.sources = source["sources"];
	        this.read = source["read"];
	        this.found = source["found"];
	        this.away = source["away"];
	        this.unread = source["unread"];
	        this.early = source["early"];
	        this.killed = source["killed"];
	        this.why = source["why"];
	        this.not_taken = this.convertValues(source["not_taken"], Record);
	        this.more = source["more"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class RecordList {
	    people: Person[];
	    kept: Record[];
	    files: number;
	    bytes: number;
	    open: Discrepancy[];
	    decided: Discrepancy[];
	    history: Judgment[];
	    missing: string[];
	    unfinished: Unfinished[];
	    aside: Aside[];
	
	    static createFrom(source: any = {}) {
	        return new RecordList(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.people = this.convertValues(source["people"], Person);
	        this.kept = this.convertValues(source["kept"], Record);
	        this.files = source["files"];
	        this.bytes = source["bytes"];
	        this.open = this.convertValues(source["open"], Discrepancy);
	        this.decided = this.convertValues(source["decided"], Discrepancy);
	        this.history = this.convertValues(source["history"], Judgment);
	        this.missing = source["missing"];
	        this.unfinished = this.convertValues(source["unfinished"], Unfinished);
	        this.aside = this.convertValues(source["aside"], Aside);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class RequestLetter {
	    id: string;
	    place: string;
	    text: string;
	    paper: string;
	
	    static createFrom(source: any = {}) {
	        return new RequestLetter(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.place = source["place"];
	        this.text = source["text"];
	        this.paper = source["paper"];
	    }
	}
	export class RequestPDF {
	    text: string;
	    paper: string;
	
	    static createFrom(source: any = {}) {
	        return new RequestPDF(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.text = source["text"];
	        this.paper = source["paper"];
	    }
	}
	export class SealAct {
	    case: string;
	    participate: boolean;
	    passphrase: string;
	    amendment: string;
	    seen: string;
	
	    static createFrom(source: any = {}) {
	        return new SealAct(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.participate = source["participate"];
	        this.passphrase = source["passphrase"];
	        this.amendment = source["amendment"];
	        this.seen = source["seen"];
	    }
	}
	export class SealPreview {
	    version: number;
	    signer: string;
	    may_seal: boolean;
	    statement: string;
	    records: number;
	    bytes: number;
	    kinds: KindCount[];
	    decided: string[];
	    key_images: number;
	    physical: string[];
	    amends: boolean;
	    seen: string;
	
	    static createFrom(source: any = {}) {
	        return new SealPreview(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.version = source["version"];
	        this.signer = source["signer"];
	        this.may_seal = source["may_seal"];
	        this.statement = source["statement"];
	        this.records = source["records"];
	        this.bytes = source["bytes"];
	        this.kinds = this.convertValues(source["kinds"], KindCount);
	        this.decided = source["decided"];
	        this.key_images = source["key_images"];
	        this.physical = source["physical"];
	        this.amends = source["amends"];
	        this.seen = source["seen"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class SectionSave {
	    case: string;
	    section: string;
	    version: number;
	    document: casefile.Document;
	
	    static createFrom(source: any = {}) {
	        return new SectionSave(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.section = source["section"];
	        this.version = source["version"];
	        this.document = this.convertValues(source["document"], casefile.Document);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class SectionSaved {
	    section: string;
	    version: number;
	    at: string;
	    row: CaseRow;
	
	    static createFrom(source: any = {}) {
	        return new SectionSaved(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.section = source["section"];
	        this.version = source["version"];
	        this.at = source["at"];
	        this.row = this.convertValues(source["row"], CaseRow);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	export class Service {
	    name: string;
	    phone: string;
	    phone_international: string;
	    email: string;
	    hours: string;
	
	    static createFrom(source: any = {}) {
	        return new Service(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.phone = source["phone"];
	        this.phone_international = source["phone_international"];
	        this.email = source["email"];
	        this.hours = source["hours"];
	    }
	}
	export class SignedText {
	    state: AgreementState;
	    text: string;
	    scan: Asset;
	
	    static createFrom(source: any = {}) {
	        return new SignedText(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.state = this.convertValues(source["state"], AgreementState);
	        this.text = source["text"];
	        this.scan = this.convertValues(source["scan"], Asset);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class User {
	    name: string;
	    role: string;
	    enrolled: boolean;
	
	    static createFrom(source: any = {}) {
	        return new User(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.name = source["name"];
	        this.role = source["role"];
	        this.enrolled = source["enrolled"];
	    }
	}
	export class State {
	    vault: string;
	    user: string;
	    role: string;
	    users: User[];
	    keyring: string;
	    clinic: Clinic;
	    service: Service;
	    no_kit: boolean;
	    damage: string[];
	    demo: boolean;
	    locked: Locked;
	    version: string;
	    data_dir: string;
	
	    static createFrom(source: any = {}) {
	        return new State(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.vault = source["vault"];
	        this.user = source["user"];
	        this.role = source["role"];
	        this.users = this.convertValues(source["users"], User);
	        this.keyring = source["keyring"];
	        this.clinic = this.convertValues(source["clinic"], Clinic);
	        this.service = this.convertValues(source["service"], Service);
	        this.no_kit = source["no_kit"];
	        this.damage = source["damage"];
	        this.demo = source["demo"];
	        this.locked = this.convertValues(source["locked"], Locked);
	        this.version = source["version"];
	        this.data_dir = source["data_dir"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	
	export class SyncStatus {
	    running: boolean;
	    cases: number;
	    sent: number;
	    total: number;
	    rate: number;
	    seconds: number;
	    last: string;
	    online: boolean;
	    fault: Fault;
	    enrolled: boolean;
	
	    static createFrom(source: any = {}) {
	        return new SyncStatus(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.running = source["running"];
	        this.cases = source["cases"];
	        this.sent = source["sent"];
	        this.total = source["total"];
	        this.rate = source["rate"];
	        this.seconds = source["seconds"];
	        this.last = source["last"];
	        this.online = source["online"];
	        this.fault = this.convertValues(source["fault"], Fault);
	        this.enrolled = source["enrolled"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	
	export class TimelineEntry {
	    at: string;
	    code: string;
	    by: string;
	    text: string;
	
	    static createFrom(source: any = {}) {
	        return new TimelineEntry(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.at = source["at"];
	        this.code = source["code"];
	        this.by = source["by"];
	        this.text = source["text"];
	    }
	}
	
	

}

export namespace survey {
	
	export class Listed {
	    line: number;
	    person: string;
	    name: string;
	    birth_date: string;
	    document: casefile.Document;
	    problems: string[];
	
	    static createFrom(source: any = {}) {
	        return new Listed(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.line = source["line"];
	        this.person = source["person"];
	        this.name = source["name"];
	        this.birth_date = source["birth_date"];
	        this.document = this.convertValues(source["document"], casefile.Document);
	        this.problems = source["problems"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Loose {
	    id: string;
	    kind: string;
	    beside: string;
	    files: number;
	    bytes: number;
	    names: string[];
	    why: string;
	
	    static createFrom(source: any = {}) {
	        return new Loose(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.id = source["id"];
	        this.kind = source["kind"];
	        this.beside = source["beside"];
	        this.files = source["files"];
	        this.bytes = source["bytes"];
	        this.names = source["names"];
	        this.why = source["why"];
	    }
	}
	export class Match {
	    case: string;
	    name: string;
	    birth_date: string;
	    sex: string;
	    topic: string;
	    state: string;
	    reference: string;
	    sure: boolean;
	    holds: boolean;
	    new: number;
	    differs: string[];
	
	    static createFrom(source: any = {}) {
	        return new Match(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.case = source["case"];
	        this.name = source["name"];
	        this.birth_date = source["birth_date"];
	        this.sex = source["sex"];
	        this.topic = source["topic"];
	        this.state = source["state"];
	        this.reference = source["reference"];
	        this.sure = source["sure"];
	        this.holds = source["holds"];
	        this.new = source["new"];
	        this.differs = source["differs"];
	    }
	}
	export class Wrong {
	    message: string;
	    files: number;
	
	    static createFrom(source: any = {}) {
	        return new Wrong(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.message = source["message"];
	        this.files = source["files"];
	    }
	}
	export class Study {
	    uid: string;
	    date: string;
	    description: string;
	    place: string;
	    modalities: string[];
	    series: number;
	    images: number;
	
	    static createFrom(source: any = {}) {
	        return new Study(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.uid = source["uid"];
	        this.date = source["date"];
	        this.description = source["description"];
	        this.place = source["place"];
	        this.modalities = source["modalities"];
	        this.series = source["series"];
	        this.images = source["images"];
	    }
	}
	export class Person {
	    key: string;
	    patient: casefile.Patient;
	    also: string[];
	    maybe: string[];
	    births: string[];
	    places: string[];
	    studies: Study[];
	    files: number;
	    bytes: number;
	    images: number;
	    slides: number;
	    pdfs: number;
	    documents: number;
	    wrong: Wrong[];
	    materials: casefile.Material[];
	
	    static createFrom(source: any = {}) {
	        return new Person(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.key = source["key"];
	        this.patient = this.convertValues(source["patient"], casefile.Patient);
	        this.also = source["also"];
	        this.maybe = source["maybe"];
	        this.births = source["births"];
	        this.places = source["places"];
	        this.studies = this.convertValues(source["studies"], Study);
	        this.files = source["files"];
	        this.bytes = source["bytes"];
	        this.images = source["images"];
	        this.slides = source["slides"];
	        this.pdfs = source["pdfs"];
	        this.documents = source["documents"];
	        this.wrong = this.convertValues(source["wrong"], Wrong);
	        this.materials = this.convertValues(source["materials"], casefile.Material);
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	export class Snapshot {
	    done: boolean;
	    stopped: boolean;
	    stalled: boolean;
	    files: number;
	    total: number;
	    bytes: number;
	    people: Person[];
	    loose: Loose[];
	    extra: number;
	    missing: number;
	    absent: string[];
	
	    static createFrom(source: any = {}) {
	        return new Snapshot(source);
	    }
	
	    constructor(source: any = {}) {
	        if ('string' === typeof source) source = JSON.parse(source);
	        this.done = source["done"];
	        this.stopped = source["stopped"];
	        this.stalled = source["stalled"];
	        this.files = source["files"];
	        this.total = source["total"];
	        this.bytes = source["bytes"];
	        this.people = this.convertValues(source["people"], Person);
	        this.loose = this.convertValues(source["loose"], Loose);
	        this.extra = source["extra"];
	        this.missing = source["missing"];
	        this.absent = source["absent"];
	    }
	
		convertValues(a: any, classs: any, asMap: boolean = false): any {
		    if (!a) {
		        return a;
		    }
		    if (a.slice && a.map) {
		        return (a as any[]).map(elem => this.convertValues(elem, classs));
		    } else if ("object" === typeof a) {
		        if (asMap) {
		            for (const key of Object.keys(a)) {
		                a[key] = new classs(a[key]);
		            }
		            return a;
		        }
		        return new classs(a);
		    }
		    return a;
		}
	}
	

}

