"""`proofdesk eval audit`: values drawn by chance and read by people."""
