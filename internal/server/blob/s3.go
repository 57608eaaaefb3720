package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"oso/internal/errs"
	"oso/internal/server/trace"
)

// Bucket is blobs in a bucket of an S3-compatible storage. Each act is tried
// again while the storage is busy, away or cut off, up to a limit; whoever
// waits for it is told then.
type Bucket struct {
	client *minio.Client
	bucket string
	prefix string // empty, or ends with a slash
	limits limits
}

// limits of one act. What was not answered in time counts as not done.
type limits struct {
	attempt time.Duration // one request with its body
	whole   time.Duration // all attempts and the pauses between them
	pause   time.Duration // the first; each is twice the one before, up to two seconds
}

// A desk hangs up where nothing moves for a minute: it is told before that.
func usual() limits {
	return limits{attempt: 20 * time.Second, whole: 45 * time.Second, pause: 100 * time.Millisecond}
}

// openS3 reads s3://BUCKET[/PREFIX][?endpoint=URL&region=NAME&patience=SECONDS]
// and looks whether it is there. Patience is how long each act is tried while the
// storage does not answer: less than what stands before the service waits. Credentials are AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY and, if there is one, AWS_SESSION_TOKEN.
func openS3(ctx context.Context, address string, env func(string) string) (*Bucket, error) {
	b, err := newBucket(address, env, usual())
	if err != nil {
		return nil, err
	}
	return b, b.look(ctx)
}

func newBucket(address string, env func(string) string, l limits) (*Bucket, error) {
	const op = "open blobs"
	bad := errs.E(errs.Invalid, op, "The address of the storage is not one of a bucket. Nothing was opened or changed. Give --blobs 's3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION'.")
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, bad
	}
	q := u.Query()
	endpoint := &url.URL{Scheme: "https", Host: "s3.amazonaws.com"}
	if e := q.Get("endpoint"); e != "" {
		if endpoint, err = url.Parse(e); err != nil || endpoint.Host == "" || endpoint.Scheme != "https" && endpoint.Scheme != "http" {
			return nil, bad
		}
	}
	id, secret := env("AWS_ACCESS_KEY_ID"), env("AWS_SECRET_ACCESS_KEY")
	if id == "" || secret == "" {
		return nil, errs.E(errs.Usage, op, "The storage's credentials are missing. Nothing was opened or changed. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
	}
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout: 5 * time.Second, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute, DisableCompression: true, ResponseHeaderTimeout: 20 * time.Second,
	}
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds: credentials.NewStaticV4(id, secret, env("AWS_SESSION_TOKEN")), Secure: endpoint.Scheme == "https",
		Region: q.Get("region"), Transport: own{transport},
		TrailingHeaders: true, // a checksum of the bytes goes with them
		MaxRetries:      1,    // tried again here, with the body
	})
	if err != nil {
		return nil, bad
	}
	if p := q.Get("patience"); p != "" {
		seconds, err := strconv.Atoi(p)
		if err != nil || seconds < 1 || seconds > 600 {
			return nil, bad
		}
		l.whole = time.Duration(seconds) * time.Second
		l.attempt = min(l.attempt, l.whole)
	}
	prefix := strings.Trim(u.Path, "/")
	if prefix != "" {
		prefix += "/"
	}
	return &Bucket{client, u.Host, prefix, l}, nil
}

// startTime is how long an opening waits for a storage that does not answer:
// whoever starts a service looks at it.
const startTime = 5 * time.Second

// look finds out whether the bucket is there and forgets what is deleted. It
// writes nothing.
func (s *Bucket) look(ctx context.Context) error {
	const op = "open blobs"
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	var versions minio.BucketVersioningConfiguration
	if err := s.again(ctx, op, func(ctx context.Context) (err error) {
		versions, err = s.client.GetBucketVersioning(ctx, s.bucket)
		if code := minio.ToErrorResponse(err).Code; code == "NotImplemented" || code == "NoSuchVersionConfiguration" || strings.HasPrefix(code, "Versioning") {
			return nil // this storage keeps none
		}
		return err
	}); err != nil {
		if skewed(err) {
			return errs.Wrap(err, errs.Refused, op, "The clocks of this machine and of the storage are too far apart, so the storage takes no request. Nothing was changed. Set this machine's clock.")
		}
		if ctx.Err() != nil || errs.Is(err, errs.Unreachable) {
			return errs.Wrap(err, errs.Unreachable, op, "The storage does not answer. Nothing was changed. Check --blobs, and that the storage runs.")
		}
		return MayNot(err)
	}
	if versions.Enabled() {
		return errs.E(errs.Refused, op, "The bucket keeps old versions of what is deleted, so erased cases would stay in it. Nothing was changed. Give a bucket without versioning.")
	}
	return nil
}

// Put implements Store: the storage checks the bytes against their hash, and
// has made them durable when it answers.
func (s *Bucket) Put(ctx context.Context, key string, b []byte) error {
	const op = "put blob"
	if err := checkKey(key); err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	options := minio.PutObjectOptions{
		DisableMultipart: true, ContentType: "application/octet-stream",
		UserMetadata: map[string]string{"x-amz-checksum-sha256": base64.StdEncoding.EncodeToString(sum[:])},
	}
	return s.again(ctx, op, func(ctx context.Context) error {
		info, err := s.client.PutObject(ctx, s.bucket, s.prefix+key, bytes.NewReader(b), int64(len(b)), options)
		if err != nil {
			return err
		}
		return s.stored(ctx, key, info, int64(len(b)), base64.StdEncoding.EncodeToString(sum[:]))
	})
}

// stored takes no 200 for the storage's word: a proxy that signs people in, or a
// gateway before one that is away, says so too. The storage gives the bytes' hash
// back, or is asked what it has.
func (s *Bucket) stored(ctx context.Context, key string, said minio.UploadInfo, size int64, sum string) error {
	if said.ChecksumSHA256 == sum {
		return nil
	}
	has, err := s.stat(ctx, key)
	if minio.ToErrorResponse(err).Code == "NoSuchKey" || err == nil && (said.ETag == "" || said.ETag != has.ETag || said.ChecksumSHA256 != "" || has.Size != size) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Get implements Store.
func (s *Bucket) Get(ctx context.Context, key string) (got []byte, err error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	err = s.again(ctx, "get blob", func(ctx context.Context) error {
		o, info, _, err := s.core().GetObject(ctx, s.bucket, s.prefix+key, minio.GetObjectOptions{})
		if err != nil {
			return err
		}
		defer o.Close()
		got, err = io.ReadAll(o)
		if err == nil && (int64(len(got)) != info.Size || info.ETag == "") {
			return io.ErrUnexpectedEOF
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

// ReadRange implements Store.
func (s *Bucket) ReadRange(ctx context.Context, key string, offset, size int64, buf []byte) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	if offset < 0 || size < 0 {
		return nil, badRange()
	}
	if size == 0 || offset+size < 0 {
		return buf, s.reaches(ctx, key, offset, size)
	}
	n := len(buf)
	err := s.again(ctx, "read blob", func(ctx context.Context) error {
		var options minio.GetObjectOptions
		if err := options.SetRange(offset, offset+size-1); err != nil {
			return err
		}
		o, info, header, err := s.core().GetObject(ctx, s.bucket, s.prefix+key, options)
		if minio.ToErrorResponse(err).Code == "InvalidRange" {
			return shorter()
		}
		if err != nil {
			return err
		}
		defer o.Close()
		if !strings.HasPrefix(header.Get("Content-Range"), "bytes "+strconv.FormatInt(offset, 10)+"-") {
			return io.ErrUnexpectedEOF // what answered does not know what was asked for
		}
		if info.Size < size {
			return shorter()
		}
		buf = append(buf[:n], make([]byte, size)...)
		_, err = io.ReadFull(o, buf[n:])
		return err
	})
	if err != nil {
		return nil, err
	}
	return buf, nil
}

// reaches tells whether the blob is as long as that.
func (s *Bucket) reaches(ctx context.Context, key string, offset, size int64) error {
	return s.again(ctx, "read blob", func(ctx context.Context) error {
		info, err := s.stat(ctx, key)
		if err == nil && (offset > info.Size || size > info.Size-offset) {
			return shorter()
		}
		return err
	})
}

// stat is what the storage knows of a blob. That it has none is asked once more,
// where it has words for it (see own).
func (s *Bucket) stat(ctx context.Context, key string) (minio.ObjectInfo, error) {
	info, err := s.client.StatObject(ctx, s.bucket, s.prefix+key, minio.StatObjectOptions{})
	if minio.ToErrorResponse(err).Code != "NoSuchKey" {
		return info, err
	}
	o, _, _, err := s.core().GetObject(ctx, s.bucket, s.prefix+key, minio.GetObjectOptions{})
	if err == nil {
		o.Close()
		err = io.ErrUnexpectedEOF // it has it after all
	}
	return info, err
}

// Delete implements Store.
func (s *Bucket) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	err := s.again(ctx, "delete blob", func(ctx context.Context) error {
		if err := s.client.RemoveObject(ctx, s.bucket, s.prefix+key, minio.RemoveObjectOptions{}); err != nil {
			return err
		}
		// As in stored: somebody may be told that it is gone.
		if _, err := s.stat(ctx, key); err != nil {
			return err // it does not exist, as it should
		}
		return io.ErrUnexpectedEOF
	})
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	return err
}

// pageKeys is how many keys are listed in one act.
const pageKeys = 1000

// Keys implements Store. Each page is an act with the limits of any other; fn
// is called between them, and takes as long as it needs.
func (s *Bucket) Keys(ctx context.Context, fn func(key string, size int64) error) error {
	for after, more := "", true; more; {
		var page []minio.ObjectInfo
		if err := s.again(ctx, "list blobs", func(ctx context.Context) (err error) {
			page, err = s.page(ctx, after)
			return err
		}); err != nil {
			return err
		}
		for _, o := range page {
			if err := fn(strings.TrimPrefix(o.Key, s.prefix), o.Size); err != nil {
				return err
			}
			after = o.Key
		}
		more = len(page) == pageKeys
	}
	return nil
}

// page lists the next keys; fewer than pageKeys are the last.
func (s *Bucket) page(ctx context.Context, after string) ([]minio.ObjectInfo, error) {
	listing, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing where the page is full
	var page []minio.ObjectInfo
	for o := range s.client.ListObjects(listing, s.bucket, minio.ListObjectsOptions{Prefix: s.prefix, Recursive: true, StartAfter: after, MaxKeys: pageKeys}) {
		if o.Err != nil {
			return nil, o.Err
		}
		if page = append(page, o); len(page) == pageKeys {
			return page, nil
		}
	}
	return page, ctx.Err() // a listing that was ended ends as a whole one does
}

func (s *Bucket) core() minio.Core { return minio.Core{Client: s.client} }

// again does an act until it is done, until the storage says what trying again
// would not change, or until the limit.
func (s *Bucket) again(ctx context.Context, op string, act func(context.Context) error) (err error) {
	ctx, span := trace.Start(ctx, op, trace.Blobs("bucket"))
	defer func() { span.End(err) }()
	whole, cancel := context.WithTimeout(ctx, s.limits.whole)
	defer cancel()
	for pause := s.limits.pause; ; pause = min(2*pause, 2*time.Second) {
		one, cancel := context.WithTimeout(whole, s.limits.attempt)
		err := act(one)
		cancel()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return stopped(err, op)
		}
		if !passes(err) || whole.Err() != nil {
			return answered(err, op)
		}
		select {
		case <-time.After(pause):
		case <-whole.Done():
			if ctx.Err() != nil {
				return stopped(err, op)
			}
			return answered(err, op)
		}
	}
}

// passes tells whether the same act may go well a little later.
func passes(err error) bool {
	var known *errs.Error
	if errors.As(err, &known) {
		return false
	}
	var said minio.ErrorResponse
	if errors.As(err, &said) && said.StatusCode != 0 {
		return said.StatusCode >= 500 && said.StatusCode != http.StatusInsufficientStorage && said.StatusCode != http.StatusNotImplemented ||
			said.StatusCode == http.StatusTooManyRequests || said.StatusCode == http.StatusRequestTimeout
	}
	return true // it did not come to an answer
}

// skewed tells whether the storage refuses requests because of their time.
func skewed(err error) bool {
	var said minio.ErrorResponse
	return errors.As(err, &said) && said.Code == "RequestTimeTooSkewed"
}

func answered(err error, op string) error {
	var known *errs.Error
	if errors.As(err, &known) {
		return err
	}
	said := minio.ToErrorResponse(err)
	switch {
	case said.Code == "NoSuchKey":
		return notThere(err, op)
	case said.StatusCode == http.StatusInsufficientStorage, strings.Contains(said.Code, "StorageFull"), said.Code == "QuotaExceeded", said.Code == "XAmzQuotaExceeded":
		return noRoom(err, op)
	case skewed(err):
		return errs.Wrap(err, errs.Unreachable, op, "The clocks of the service and of its storage are too far apart. What was acknowledged is kept; this was not done. Tell the system administrator, and try again when the service's clock is set.")
	case passes(err):
		return errs.Wrap(err, errs.Unreachable, op, "The service's storage does not answer. What was acknowledged is kept; this was not done. Try again in a minute.")
	}
	return errs.Wrap(err, errs.Internal, op, "Stored data could not be reached. What was acknowledged is kept. Try again; if it happens again, tell the system administrator.")
}
