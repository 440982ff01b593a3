"""OFD files and the XML of digital invoices: the structured original, laid out as a page."""
