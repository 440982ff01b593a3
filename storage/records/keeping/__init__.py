"""How long things stay: subjects and their keys, holds, erasures, copies."""
