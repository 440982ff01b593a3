"""OFD files as small words: a page of text objects, honest or not."""

from tests.extractors.reading.archives import archive

START = '<?xml version="1.0" encoding="UTF-8"?>'
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
OBJECTS = (
    '<ofd:TextObject ID="7" Boundary="10 10 60 6" Size="4">'
    '<ofd:TextCode X="0" Y="4" DeltaX="g 3 4 4">发票号码：</ofd:TextCode></ofd:TextObject>'
    '<ofd:TextObject ID="8" Boundary="32 10 60 6" Size="4">'
    '<ofd:TextCode X="0" Y="4" DeltaX="2">26992000000012345678</ofd:TextCode></ofd:TextObject>'
)


def page(objects: str) -> str:
    return f"{START}<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"


def parts(objects: str = OBJECTS) -> dict[str, bytes]:
    root = f"{START}<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    document = (
        f"{START}<ofd:Document {SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 100 50</ofd:PhysicalBox>"
        '</ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
        "</ofd:Document>"
    )
    named = {"OFD.xml": root, "Doc_0/Document.xml": document, "Doc_0/Pages/Page_0/Content.xml": page(objects)}
    return {name: text.encode() for name, text in named.items()}


def ofd(objects: str = OBJECTS) -> bytes:
    return packed(parts(objects))


def changed(**others: bytes) -> bytes:
    """`others`: parts in place of the usual ones or beside them."""
    return packed(parts() | others)


def packed(named: dict[str, bytes]) -> bytes:
    return archive(*named.items())
