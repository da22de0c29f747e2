"""The loop: leads a run through its phases, does what is mechanical, and stops at every judgement."""
