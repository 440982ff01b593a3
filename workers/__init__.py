"""The desk: what runs the steps on real files."""
