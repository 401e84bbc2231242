"""A browser without a window: keeps cookies, clicks links and buttons by their data-testid, fills forms, follows redirects, and stops
where the test says so.

Written with Python's standard library only: http.cookiejar, urllib and html.parser.
"""
import html.parser
import http.cookiejar
import ssl
import urllib.error
import urllib.parse
import urllib.request

from sim import expect

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
MOST_REDIRECTS = 20


class Browser:
    """`stops(url)`: a redirect to there is not followed; `url` then is where it leads, and `stopped` is true. `ca`: a file of
    certificates that are trusted beside no others; `headers`: sent with every request."""

    def __init__(self, stops=lambda url: False, ca=None, headers=None):
        self.cookies, self.stops, self.headers = http.cookiejar.CookieJar(), stops, headers or {}
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), NoRedirect(), urllib.request.HTTPCookieProcessor(self.cookies),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=ca)))
        self.url, self.status, self.text, self.stopped, self.page = "", 0, "", False, Page("")

    def open(self, url):
        return self._go(urllib.parse.urljoin(self.url, url))

    def post(self, url, fields):
        return self._go(urllib.parse.urljoin(self.url, url), urllib.parse.urlencode(fields).encode())

    def show(self, text, url):
        """Takes a page that did not come over HTTP, such as the form that a SAML library makes."""
        self.text, self.url, self.status, self.stopped, self.page = text, url, 200, False, Page(text)
        return self

    def click(self, testid, **fields):
        """On a link: opens it. On a button: sends its form, with these fields filled in."""
        element = self.page.element(testid)
        expect(element, f"nothing to click called {testid} on {self.told()}")
        if element.tag == "a":
            return self.open(element.attributes["href"])
        return self.submit(element.form, element, **fields)

    def submit(self, form=None, button=None, **fields):
        """Sends a form: the only one of the page when none is named."""
        form = form or (self.page.forms[0] if len(self.page.forms) == 1 else None)
        expect(form, f"not just one form on {self.told()}")
        unknown = fields.keys() - form.fields.keys() - form.boxes.keys()
        expect(not unknown, f"the form has no field {unknown} on {self.told()}")
        sent = {**form.fields, **fields}
        if button and "name" in button.attributes:
            sent[button.attributes["name"]] = button.attributes.get("value", "")
        if form.method == "post":
            return self.post(form.action, sent)
        return self.open(urllib.parse.urljoin(self.url, form.action).split("?")[0] + "?" + urllib.parse.urlencode(sent))

    def has(self, testid):
        return self.page.element(testid) is not None

    def read(self, testid):
        """The text of an element."""
        element = self.page.element(testid)
        expect(element, f"no {testid} on {self.told()}")
        return " ".join(element.text.split())

    def query(self):
        """The parameters of the address: {name: value}."""
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query, keep_blank_values=True, strict_parsing=True))

    def told(self):
        return f"{self.url} (HTTP {self.status}):\n{self.text[:4000]}"

    def _go(self, url, body=None):
        for _ in range(MOST_REDIRECTS):
            headers = dict(self.headers)
            if body is not None:
                headers |= {"Content-Type": "application/x-www-form-urlencoded", **self._origin(url)}
            answer = self._answer(urllib.request.Request(url, body, headers))
            self.show(answer.read().decode("utf-8", "replace"), url)
            self.status = answer.status
            location = answer.headers.get("Location")
            if self.status not in (301, 302, 303, 307, 308) or not location:
                return self
            url = urllib.parse.urljoin(url, location)
            if self.stops(url):
                self.url, self.stopped = url, True
                return self
            if self.status not in (307, 308):
                body = None
        expect(False, f"more than {MOST_REDIRECTS} redirects, the last to {url}")

    def _origin(self, url):
        """A form of another site says so, as that of a browser does."""
        here, there = urllib.parse.urlsplit(self.url or url), urllib.parse.urlsplit(url)
        return {"Origin": f"{here.scheme}://{here.netloc}" if here[:2] == there[:2] else "null"}

    def _answer(self, request):
        try:
            return self.opener.open(request, timeout=30)
        except urllib.error.HTTPError as answer:  # any status that is no 2xx
            return answer


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Element:
    def __init__(self, tag, attributes, form):
        self.tag, self.attributes, self.form, self.text = tag, attributes, form, ""


class Form:
    def __init__(self, attributes):
        self.action, self.method = attributes.get("action", ""), attributes.get("method", "get").lower()
        self.fields = {}  # what is sent when nothing is filled in
        self.boxes = {}   # what is sent only when it is ticked or chosen


class Page(html.parser.HTMLParser):
    """The forms of a page, and the elements that have a data-testid."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.elements, self.open_elements, self.form, self.select = [], {}, [], None, None
        self.feed(text)

    def element(self, testid):
        return self.elements.get(testid)

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.form = Form(attributes)
            self.forms.append(self.form)
        element = Element(tag, attributes, self.form)
        self.elements.setdefault(attributes.get("data-testid"), element)
        if tag not in VOID:
            self.open_elements.append(element)
        if self.form:
            self._field(tag, attributes)

    def _field(self, tag, attributes):
        name, value = attributes.get("name"), attributes.get("value", "")
        if tag == "option" and self.select:
            if "selected" in attributes or not self.form.fields.get(self.select):
                self.form.fields[self.select] = value
        elif not name or tag not in ("input", "select", "textarea") or attributes.get("type") == "submit":
            pass
        elif attributes.get("type") in ("checkbox", "radio") and "checked" not in attributes:
            self.form.boxes[name] = value
        else:
            self.form.fields[name] = value
            self.select = name if tag == "select" else None

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = None
        tags = [one.tag for one in self.open_elements]
        if tag in tags:
            del self.open_elements[len(tags) - 1 - tags[::-1].index(tag):]

    def handle_data(self, data):
        for element in self.open_elements:
            element.text += data
        inner = self.open_elements[-1] if self.open_elements else None
        if inner and inner.tag == "textarea" and inner.form and "name" in inner.attributes:
            inner.form.fields[inner.attributes["name"]] += data
