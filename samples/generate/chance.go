package main

import "hash/fnv"

// chance deals numbers that look accidental and are the same on every run and
// machine: splitmix64 from the hash of a name. math/rand would do, but its
// helper methods are not promised to stay as they are.
type chance struct{ state uint64 }

func chanceOf(name string) *chance {
	h := fnv.New64a()
	h.Write([]byte(name))
	return &chance{h.Sum64()}
}

func (c *chance) next() uint64 {
	c.state += 0x9e3779b97f4a7c15
	z := c.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1.
func (c *chance) below(n int) int { return int(c.next() % uint64(n)) }

// between is a number from low to high, both included.
func (c *chance) between(low, high int) int { return low + c.below(high-low+1) }

// oneIn is true once in n times.
func (c *chance) oneIn(n int) bool { return c.below(n) == 0 }

func pick[T any](c *chance, from []T) T { return from[c.below(len(from))] }
