package transform

import "hengji"

// Pool holds a fixed number of batches, which bounds the memory of a run
// whatever the workbooks hold.
type Pool struct {
	free chan *hengji.Batch
}

// NewPool makes a pool of the given number of batches, at least one. Each
// workbook that is being read holds one batch at a time.
func NewPool(batches int) *Pool {
	batches = max(batches, 1)
	p := &Pool{free: make(chan *hengji.Batch, batches)}
	for range batches {
		p.free <- new(hengji.Batch)
	}
	return p
}

// Get waits for a batch that nobody uses.
func (p *Pool) Get() *hengji.Batch { return <-p.free }

// Put gives a batch back. Its texts are let go, so that a batch at rest keeps no
// workbook's strings alive.
func (p *Pool) Put(batch *hengji.Batch) {
	for i := range batch.Columns {
		clear(batch.Columns[i].Texts)
	}
	p.free <- batch
}
