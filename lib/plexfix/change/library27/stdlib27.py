# -*- coding: utf-8 -*-
"""The modules of Python 2.7, and the names in those of them that are the same on every system.

Made by dev/make_stdlib27.py, which asked Python 2.7; change that, not this.
"""
from __future__ import absolute_import, division, print_function


# Packages whose modules are not listed.
OPEN = frozenset('''
    test idlelib lib2to3 bsddb.test ctypes.test distutils.tests email.test json.tests sqlite3.test unittest.test
    lib-tk.test msilib ensurepip pydoc_data org java javax
'''.split())

_TOP = '''
    AL BaseHTTPServer Bastion CDROM CGIHTTPServer Canvas Carbon ColorPicker ConfigParser Cookie DLFCN Dialog
    DocXMLRPCServer EasyDialogs FileDialog FixTk FrameWork GL HTMLParser IN MacOS MimeWriter MiniAEFrame Nav
    OSATerminology PixMapWrapper Python-2 Queue SUNAUDIODEV ScrolledText SimpleDialog SimpleHTTPServer
    SimpleXMLRPCServer SocketServer StringIO TYPES Tix Tkconstants Tkdnd Tkinter UserDict UserList UserString _AE _CF
    _File _LWPCookieJar _Launch _MozillaCookieJar _Res __builtin__ __future__ __main__ _abcoll _ast _bisect _bsddb
    _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections _csv _ctypes
    _ctypes_test _curses _curses_panel _dummy_threading _elementtree _functools _hashlib _heapq _hotshot _io _json
    _locale _lsprof _md5 _msi _multibytecodec _multiprocessing _osx_support _pyio _random _scproxy _sha _sha256
    _sha512 _socket _sqlite3 _sre _ssl _strptime _struct _subprocess _symtable _sysconfigdata _testcapi
    _threading_local _tkinter _warnings _weakref _weakrefset _winreg abc aepack aetools aetypes aifc al antigravity
    anydbm applesingle argparse argvemulator array ast asynchat asyncore atexit audiodev audioop autoGIL base64 bdb
    bgenlocations binascii binhex bisect bsddb bsddb185 buildtools bundlebuilder bz2 cPickle cProfile cStringIO
    calendar cd cdplayer ce cfmfile cgi cgitb chunk cl cmath cmd code codecs codeop collections colorsys commands
    compileall compiler contextlib cookielib copy copy_reg crypt csv ctypes curses datetime dbhash dbm decimal difflib
    dircache dis distutils dl doctest dumbdbm dummy_thread dummy_threading email encodings ensurepip errno exceptions
    fcntl filecmp fileinput findertools fl flp fm fnmatch formatter fpformat fractions ftplib functools
    future_builtins gc gdbm genericpath gensuitemodule gestalt getopt getpass gettext gl glob grp gzip hashlib heapq
    hmac hotshot htmlentitydefs htmllib httplib ic icglue icopen idlelib ihooks imageop imaplib imgfile imghdr imp
    importlib imputil inspect io itertools java javax jpeg json keyword lib2to3 linecache linuxaudiodev locale logging
    macerrors macfs macostools macpath macresource macurl2path mailbox mailcap markupbase marshal math md5 mhlib
    mimetools mimetypes mimify mmap modulefinder msilib msvcrt multifile multiprocessing mutex netrc new nis nntplib
    nt ntpath nturl2path numbers opcode operator optparse org os os2 os2emxpath ossaudiodev parser pdb pickle
    pickletools pipes pkgutil platform plistlib popen2 poplib posix posixfile posixpath pprint profile pstats pty pwd
    py_compile pyclbr pydoc pydoc_data pyexpat quopri random re readline repr resource rexec rfc822 riscos
    riscosenviron riscospath rlcompleter robotparser runpy sched select sets sgi sgmllib sha shelve shlex shutil
    signal site sitecustomize smtpd smtplib sndhdr socket spwd sqlite3 sre sre_compile sre_constants sre_parse ssl
    stat statvfs string stringold stringprep strop struct subprocess sunau sunaudio sunaudiodev sv symbol symtable sys
    sysconfig syslog tabnanny tarfile telnetlib tempfile terminalcommand termios test textwrap this thread threading
    time timeit tkColorChooser tkCommonDialog tkFileDialog tkFont tkMessageBox tkSimpleDialog toaiff token tokenize
    trace traceback ttk tty turtle types unicodedata unittest urllib urllib2 urlparse user usercustomize uu uuid
    videoreader warnings wave weakref webbrowser whichdb win32clipboard winsound wsgiref xdrlib xml xmllib xmlrpclib
    xxsubtype zipfile zipimport zlib
'''
_BELOW = '''
    Carbon: AE App CF CG CarbonEvents CarbonEvt Cm Ctl Dlg Drag Evt File Files Fm Folder Folders Help IBCarbon Icn
        Launch List Menu OSA Qd Qt Res Scrap Snd TE Win
    bsddb: db dbobj dbrecio dbshelve dbtables dbutils
    compiler: ast consts future misc pyassem pycodegen symbols syntax transformer visitor
    ctypes: _endian macholib util wintypes
    ctypes.macholib: dyld dylib framework
    curses: ascii has_key panel textpad wrapper
    distutils: archive_util bcppcompiler ccompiler cmd command config core cygwinccompiler debug dep_util dir_util
        dist emxccompiler errors extension fancy_getopt file_util filelist log msvc9compiler msvccompiler spawn
        sysconfig text_file unixccompiler util version versionpredicate
    distutils.command: bdist bdist_dumb bdist_msi bdist_rpm bdist_wininst build build_clib build_ext build_py
        build_scripts check clean config install install_data install_egg_info install_headers install_lib
        install_scripts register sdist upload
    email: Charset Encoders Errors FeedParser Generator Header Iterators MIMEAudio MIMEBase MIMEImage MIMEMessage
        MIMEMultipart MIMENonMultipart MIMEText Message Parser Utils _parseaddr base64MIME base64mime charset encoders
        errors feedparser generator header iterators message mime parser quopriMIME quoprimime utils
    email.mime: application audio base image message multipart nonmultipart text
    encodings: aliases ascii base64_codec big5 big5hkscs bz2_codec charmap cp037 cp1006 cp1026 cp1140 cp1250 cp1251
        cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp424 cp437 cp500 cp720 cp737 cp775 cp850 cp852 cp855 cp856
        cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp866 cp869 cp874 cp875 cp932 cp949 cp950 euc_jis_2004
        euc_jisx0213 euc_jp euc_kr gb18030 gb2312 gbk hex_codec hp_roman8 hz idna iso2022_jp iso2022_jp_1 iso2022_jp_2
        iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr iso8859_1 iso8859_10 iso8859_11 iso8859_13 iso8859_14
        iso8859_15 iso8859_16 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8 iso8859_9 johab
        koi8_r koi8_u latin_1 mac_arabic mac_centeuro mac_croatian mac_cyrillic mac_farsi mac_greek mac_iceland
        mac_latin2 mac_roman mac_romanian mac_turkish mbcs palmos ptcp154 punycode quopri_codec raw_unicode_escape
        rot_13 shift_jis shift_jis_2004 shift_jisx0213 string_escape tis_620 undefined unicode_escape unicode_internal
        utf_16 utf_16_be utf_16_le utf_32 utf_32_be utf_32_le utf_7 utf_8 utf_8_sig uu_codec zlib_codec
    hotshot: log stats stones
    json: decoder encoder scanner tool
    logging: config handlers
    multiprocessing: _multiprocessing connection dummy forking heap managers pool process queues reduction
        sharedctypes synchronize util
    multiprocessing.dummy: connection
    os: path
    sqlite3: dbapi2 dump
    unittest: case loader main result runner signals suite util
    wsgiref: handlers headers simple_server util validate
    xml: dom etree parsers sax
    xml.dom: NodeFilter domreg expatbuilder minicompat minidom pulldom xmlbuilder
    xml.etree: ElementInclude ElementPath ElementTree cElementTree
    xml.parsers: expat
    xml.parsers.expat: errors model
    xml.sax: _exceptions expatreader handler saxutils xmlreader
'''
_NAMES = '''
    BaseHTTPServer: BaseHTTPRequestHandler DEFAULT_ERROR_CONTENT_TYPE DEFAULT_ERROR_MESSAGE HTTPServer SocketServer
        catch_warnings filterwarnings mimetools socket sys test time
    ConfigParser: ConfigParser DEFAULTSECT DuplicateSectionError Error InterpolationDepthError InterpolationError
        InterpolationMissingOptionError InterpolationSyntaxError MAX_INTERPOLATION_DEPTH MissingSectionHeaderError
        NoOptionError NoSectionError ParsingError RawConfigParser SafeConfigParser re
    Cookie: BaseCookie Cookie CookieError Morsel SerialCookie SimpleCookie SmartCookie dumps loads re string warnings
    HTMLParser: HTMLParseError HTMLParser attrfind charref commentclose endendtag endtagfind entityref incomplete
        interesting_normal locatestarttagend markupbase piclose re starttagopen tagfind tagfind_tolerant
    Queue: Empty Full LifoQueue PriorityQueue Queue deque heapq
    SimpleHTTPServer: BaseHTTPServer SimpleHTTPRequestHandler StringIO cgi mimetypes os posixpath shutil sys test
        urllib urlparse
    SocketServer: BaseRequestHandler BaseServer DatagramRequestHandler ForkingMixIn ForkingTCPServer ForkingUDPServer
        StreamRequestHandler TCPServer ThreadingMixIn ThreadingTCPServer ThreadingUDPServer
        ThreadingUnixDatagramServer ThreadingUnixStreamServer UDPServer UnixDatagramServer UnixStreamServer errno os
        select socket sys threading
    StringIO: EINVAL StringIO test
    abc: ABCMeta WeakSet abstractmethod abstractproperty types
    argparse: Action ArgumentDefaultsHelpFormatter ArgumentError ArgumentParser ArgumentTypeError FileType
        HelpFormatter Namespace ONE_OR_MORE OPTIONAL PARSER REMAINDER RawDescriptionHelpFormatter RawTextHelpFormatter
        SUPPRESS ZERO_OR_MORE
    array: ArrayType array
    atexit: register sys
    base64: EMPTYSTRING MAXBINSIZE MAXLINESIZE b16decode b16encode b32decode b32encode b64decode b64encode binascii
        decode decodestring encode encodestring k re standard_b64decode standard_b64encode string struct test test1
        urlsafe_b64decode urlsafe_b64encode v
    binascii: Error Incomplete a2b_base64 a2b_hex a2b_hqx a2b_qp a2b_uu b2a_base64 b2a_hex b2a_hqx b2a_qp b2a_uu crc32
        crc_hqx hexlify rlecode_hqx rledecode_hqx unhexlify
    bisect: bisect bisect_left bisect_right insort insort_left insort_right
    bz2: BZ2Compressor BZ2Decompressor BZ2File compress decompress
    cPickle: BadPickleGet HIGHEST_PROTOCOL PickleError Pickler PicklingError UnpickleableError Unpickler
        UnpicklingError compatible_formats dump dumps format_version load loads
    cStringIO: InputType OutputType StringIO cStringIO_CAPI
    calendar: Calendar EPOCH FRIDAY February HTMLCalendar IllegalMonthError IllegalWeekdayError January
        LocaleHTMLCalendar LocaleTextCalendar MONDAY SATURDAY SUNDAY THURSDAY TUESDAY TextCalendar TimeEncoding
        WEDNESDAY c calendar datetime day_abbr day_name error firstweekday format formatstring isleap leapdays main
        mdays month month_abbr month_name monthcalendar monthrange prcal prmonth prweek setfirstweekday sys timegm
        week weekday weekheader
    cgi: FieldStorage FormContent FormContentDict InterpFormContentDict MiniFieldStorage StringIO SvFormContentDict
        UserDict attrgetter catch_warnings dolog escape filterwarnings initlog log logfile logfp maxlen mimetools
        nolog os parse parse_header parse_multipart parse_qs parse_qsl print_arguments print_directory print_environ
        print_environ_usage print_exception print_form rfc822 sys test urlparse valid_boundary warn
    collections: Callable Container Counter Hashable ItemsView Iterable Iterator KeysView Mapping MappingView
        MutableMapping MutableSequence MutableSet OrderedDict Sequence Set Sized ValuesView defaultdict deque
        namedtuple
    commands: getoutput getstatus getstatusoutput mk2arg mkarg
    contextlib: GeneratorContextManager closing contextmanager nested sys warn wraps
    cookielib: Absent Cookie CookieJar CookiePolicy DAYS DEFAULT_HTTP_PORT DefaultCookiePolicy EPOCH_YEAR
        ESCAPED_CHAR_RE FileCookieJar HEADER_ESCAPE_RE HEADER_JOIN_ESCAPE_RE HEADER_QUOTED_VALUE_RE HEADER_TOKEN_RE
        HEADER_VALUE_RE HTTP_PATH_SAFE IPV4_RE ISO_DATE_RE LOOSE_HTTP_DATE_RE LWPCookieJar LoadError
        MISSING_FILENAME_TEXT MONTHS MONTHS_LOWER MozillaCookieJar STRICT_DATE_RE TIMEZONE_RE UTC_ZONES WEEKDAY_RE
        copy cut_port_re debug deepvalues domain_match eff_request_host escape_path http2time httplib is_HDN
        is_third_party iso2time join_header_words liberal_is_HDN logger lwp_cookie_str month offset_from_tz_string
        parse_ns_headers re reach request_host request_path request_port split_header_words time time2isoz
        time2netscape timegm unmatched uppercase_escaped_char urllib urlparse user_domain_match vals_sorted_by_key
    copy: Error PyStringMap copy deepcopy dispatch_table error name t weakref
    csv: Dialect DictReader DictWriter Error QUOTE_ALL QUOTE_MINIMAL QUOTE_NONE QUOTE_NONNUMERIC Sniffer StringIO
        excel excel_tab field_size_limit get_dialect list_dialects re reader reduce register_dialect
        unregister_dialect writer
    datetime: MAXYEAR MINYEAR date datetime datetime_CAPI time timedelta tzinfo
    decimal: BasicContext Clamped Context ConversionSyntax Decimal DecimalException DecimalTuple DefaultContext
        DivisionByZero DivisionImpossible DivisionUndefined ExtendedContext Inexact InvalidContext InvalidOperation
        Overflow ROUND_05UP ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP
        ROUND_UP Rounded Subnormal Underflow getcontext localcontext setcontext
    difflib: Differ HtmlDiff IS_CHARACTER_JUNK IS_LINE_JUNK Match SequenceMatcher context_diff get_close_matches heapq
        ndiff reduce restore unified_diff
    email: Charset Encoders Errors FeedParser Generator Header Iterators LazyImporter MIMEAudio MIMEBase MIMEImage
        MIMEMessage MIMEMultipart MIMENonMultipart MIMEText Message Parser Utils base64MIME email importer
        message_from_file message_from_string mime quopriMIME sys
    email.mime.text: MIMENonMultipart MIMEText encode_7or8bit
    email.utils: COMMASPACE CRLF EMPTYSTRING TICK UEMPTYSTRING base64 collapse_rfc2231_value decode_params
        decode_rfc2231 ecre encode_rfc2231 escapesre fix_eols formataddr formatdate getaddresses make_msgid mktime_tz
        os parseaddr parsedate parsedate_tz quote random re rfc2231_continuation socket specialsre time unquote urllib
        warnings
    fnmatch: filter fnmatch fnmatchcase re translate
    fractions: Decimal Fraction Rational division gcd math numbers operator re
    ftplib: CRLF Error FTP FTP_PORT FTP_TLS MAXLINE MSG_OOB Netrc all_errors error_perm error_proto error_reply
        error_temp ftpcp os parse150 parse227 parse229 parse257 print_line socket ssl sys test
    functools: WRAPPER_ASSIGNMENTS WRAPPER_UPDATES cmp_to_key partial reduce total_ordering update_wrapper wraps
    getopt: GetoptError do_longs do_shorts error getopt gnu_getopt long_has_args os short_has_arg
    glob: fnmatch glob glob0 glob1 has_magic iglob magic_check os re sys
    gzip: FCOMMENT FEXTRA FHCRC FNAME FTEXT GzipFile READ WRITE io open os read32 struct sys time write32u zlib
    hashlib: algorithms algorithms_available algorithms_guaranteed binascii md5 new pbkdf2_hmac sha1 sha224 sha256
        sha384 sha512 struct
    heapq: chain cmp_lt count heapify heappop heappush heappushpop heapreplace imap islice itemgetter izip merge
        nlargest nsmallest tee
    hmac: HMAC compare_digest digest_size new trans_36 trans_5C x
    htmlentitydefs: codepoint2name entitydefs name2codepoint
    httplib: ACCEPTED BAD_GATEWAY BAD_REQUEST BadStatusLine CONFLICT CONTINUE CREATED CannotSendHeader
        CannotSendRequest EXPECTATION_FAILED FAILED_DEPENDENCY FORBIDDEN FOUND FakeSocket GATEWAY_TIMEOUT GONE HTTP
        HTTPConnection HTTPException HTTPMessage HTTPResponse HTTPS HTTPSConnection HTTPS_PORT HTTP_PORT
        HTTP_VERSION_NOT_SUPPORTED IM_USED INSUFFICIENT_STORAGE INTERNAL_SERVER_ERROR ImproperConnectionState
        IncompleteRead InvalidURL LENGTH_REQUIRED LOCKED LineAndFileWrapper LineTooLong MAXAMOUNT METHOD_NOT_ALLOWED
        MOVED_PERMANENTLY MULTIPLE_CHOICES MULTI_STATUS NON_AUTHORITATIVE_INFORMATION NOT_ACCEPTABLE NOT_EXTENDED
        NOT_FOUND NOT_IMPLEMENTED NOT_MODIFIED NO_CONTENT NotConnected OK PARTIAL_CONTENT PAYMENT_REQUIRED
        PRECONDITION_FAILED PROCESSING PROXY_AUTHENTICATION_REQUIRED REQUESTED_RANGE_NOT_SATISFIABLE
        REQUEST_ENTITY_TOO_LARGE REQUEST_TIMEOUT REQUEST_URI_TOO_LONG RESET_CONTENT ResponseNotReady SEE_OTHER
        SERVICE_UNAVAILABLE SWITCHING_PROTOCOLS StringIO TEMPORARY_REDIRECT UNAUTHORIZED UNPROCESSABLE_ENTITY
        UNSUPPORTED_MEDIA_TYPE UPGRADE_REQUIRED USE_PROXY UnimplementedFileMode UnknownProtocol
        UnknownTransferEncoding array error mimetools os py3kwarning re responses socket ssl urlsplit warnings
    io: BlockingIOError BufferedIOBase BufferedRWPair BufferedRandom BufferedReader BufferedWriter BytesIO
        DEFAULT_BUFFER_SIZE FileIO IOBase IncrementalNewlineDecoder OpenWrapper RawIOBase SEEK_CUR SEEK_END SEEK_SET
        StringIO TextIOBase TextIOWrapper UnsupportedOperation abc open
    itertools: chain combinations combinations_with_replacement compress count cycle dropwhile groupby ifilter
        ifilterfalse imap islice izip izip_longest permutations product repeat starmap takewhile tee
    json: JSONDecoder JSONEncoder decoder dump dumps encoder load loads scanner
    logging: BASIC_FORMAT BufferingFormatter CRITICAL DEBUG ERROR FATAL FileHandler Filter Filterer Formatter Handler
        INFO LogRecord Logger LoggerAdapter Manager NOTSET NullHandler PlaceHolder RootLogger StreamHandler WARN
        WARNING addLevelName atexit basicConfig cStringIO captureWarnings codecs collections critical currentframe
        debug disable error exception fatal getLevelName getLogger getLoggerClass info log logMultiprocessing
        logProcesses logThreads makeLogRecord os raiseExceptions root setLoggerClass shutdown sys thread threading
        time traceback warn warning warnings weakref
    logging.handlers: BaseRotatingHandler BufferingHandler DEFAULT_HTTP_LOGGING_PORT DEFAULT_SOAP_LOGGING_PORT
        DEFAULT_TCP_LOGGING_PORT DEFAULT_UDP_LOGGING_PORT DatagramHandler HTTPHandler MemoryHandler NTEventLogHandler
        RotatingFileHandler SMTPHandler ST_DEV ST_INO ST_MTIME SYSLOG_TCP_PORT SYSLOG_UDP_PORT SocketHandler
        SysLogHandler TimedRotatingFileHandler WatchedFileHandler cPickle codecs errno logging os re socket struct
        time
    math: acos acosh asin asinh atan atan2 atanh ceil copysign cos cosh degrees e erf erfc exp expm1 fabs factorial
        floor fmod frexp fsum gamma hypot isinf isnan ldexp lgamma log log10 log1p modf pi pow radians sin sinh sqrt
        tan tanh trunc
    mimetypes: MimeTypes add_type common_types encodings_map guess_all_extensions guess_extension guess_type init
        inited knownfiles os posixpath read_mime_types suffix_map sys types_map urllib
    numbers: ABCMeta Complex Integral Number Rational Real abstractmethod abstractproperty division
    operator: abs add and_ attrgetter concat contains countOf delitem delslice div eq floordiv ge getitem getslice gt
        iadd iand iconcat idiv ifloordiv ilshift imod imul index indexOf inv invert ior ipow irepeat irshift
        isCallable isMappingType isNumberType isSequenceType is_ is_not isub itemgetter itruediv ixor le lshift lt
        methodcaller mod mul ne neg not_ or_ pos pow repeat rshift sequenceIncludes setitem setslice sub truediv truth
        xor
    optparse: AmbiguousOptionError BadOptionError HelpFormatter IndentedHelpFormatter NO_DEFAULT OptParseError Option
        OptionConflictError OptionContainer OptionError OptionGroup OptionParser OptionValueError SUPPRESS_HELP
        SUPPRESS_USAGE TitledHelpFormatter Values check_builtin check_choice gettext isbasestring make_option os sys
        textwrap types
    pickle: APPEND APPENDS BINFLOAT BINGET BININT BININT1 BININT2 BINPERSID BINPUT BINSTRING BINUNICODE BUILD
        BooleanType BufferType BuiltinFunctionType BuiltinMethodType ClassType CodeType ComplexType DICT DUP
        DictProxyType DictType DictionaryType EMPTY_DICT EMPTY_LIST EMPTY_TUPLE EXT1 EXT2 EXT4 EllipsisType FALSE
        FLOAT FileType FloatType FrameType FunctionType GET GLOBAL GeneratorType GetSetDescriptorType HIGHEST_PROTOCOL
        INST INT InstanceType IntType LIST LONG LONG1 LONG4 LONG_BINGET LONG_BINPUT LambdaType ListType LongType MARK
        MemberDescriptorType MethodType ModuleType NEWFALSE NEWOBJ NEWTRUE NONE NoneType NotImplementedType OBJ
        ObjectType PERSID POP POP_MARK PROTO PUT PickleError Pickler PicklingError PyStringMap REDUCE SETITEM SETITEMS
        SHORT_BINSTRING STOP STRING SliceType StringIO StringType StringTypes TRUE TUPLE TUPLE1 TUPLE2 TUPLE3
        TracebackType TupleType TypeType UNICODE UnboundMethodType UnicodeType Unpickler UnpicklingError XRangeType
        classmap compatible_formats decode_long dispatch_table dump dumps encode_long format_version load loads
        marshal mloads re struct sys whichmodule
    plistlib: Data Dict DumbXMLWriter PLISTHEADER Plist PlistParser PlistWriter StringIO binascii datetime re
        readPlist readPlistFromResource readPlistFromString warnings writePlist writePlistToResource
        writePlistToString
    pprint: PrettyPrinter isreadable isrecursive pformat pprint saferepr warnings
    random: BPF LOG4 NV_MAGICCONST RECIP_BPF Random SG_MAGICCONST SystemRandom TWOPI WichmannHill betavariate choice
        division expovariate gammavariate gauss getrandbits getstate jumpahead lognormvariate normalvariate
        paretovariate randint random randrange sample seed setstate shuffle triangular uniform vonmisesvariate
        weibullvariate
    re: DEBUG DOTALL I IGNORECASE L LOCALE M MULTILINE S Scanner T TEMPLATE U UNICODE VERBOSE X compile copy_reg error
        escape findall finditer match purge search split sre_compile sre_parse sub subn sys template
    robotparser: Entry RobotFileParser RuleLine URLopener urllib urlparse
    sched: Event heapq namedtuple scheduler
    shelve: BsdDbShelf DbfilenameShelf Pickler Shelf StringIO Unpickler UserDict open
    shlex: StringIO deque os shlex split sys
    shutil: Error ExecError SpecialFileError WindowsError abspath collections copy copy2 copyfile copyfileobj copymode
        copystat copytree errno fnmatch get_archive_formats getgrnam getpwnam ignore_patterns make_archive move os
        register_archive_format rmtree stat sys unregister_archive_format
    smtplib: CRLF LMTP LMTP_PORT OLDSTYLE_AUTH SMTP SMTPAuthenticationError SMTPConnectError SMTPDataError
        SMTPException SMTPHeloError SMTPRecipientsRefused SMTPResponseException SMTPSenderRefused
        SMTPServerDisconnected SMTP_PORT SMTP_SSL SMTP_SSL_PORT SSLFakeFile base64 email encode_base64 hmac quoteaddr
        quotedata re socket ssl stderr
    string: Formatter Template ascii_letters ascii_lowercase ascii_uppercase atof atof_error atoi atoi_error atol
        atol_error capitalize capwords center count digits expandtabs find hexdigits index index_error join joinfields
        letters ljust lower lowercase lstrip maketrans octdigits printable punctuation replace rfind rindex rjust
        rsplit rstrip split splitfields strip swapcase translate upper uppercase whitespace zfill
    struct: Struct calcsize error pack pack_into unpack unpack_from
    tempfile: NamedTemporaryFile SpooledTemporaryFile TMP_MAX TemporaryFile gettempdir gettempprefix mkdtemp mkstemp
        mktemp tempdir template
    textwrap: TextWrapper dedent fill re string wrap
    threading: BoundedSemaphore Condition Event Lock RLock Semaphore Thread ThreadError Timer activeCount active_count
        currentThread current_thread enumerate local setprofile settrace stack_size warnings
    traceback: extract_stack extract_tb format_exc format_exception format_exception_only format_list format_stack
        format_tb linecache print_exc print_exception print_last print_list print_stack print_tb sys tb_lineno types
    urllib: ContentTooShortError FancyURLopener MAXFTPCACHE URLopener addbase addclosehook addinfo addinfourl
        always_safe base64 basejoin c ftpcache ftperrors ftpwrapper getproxies getproxies_environment i localhost
        noheaders os pathname2url proxy_bypass proxy_bypass_environment quote quote_plus re reporthook socket
        splitattr splithost splitnport splitpasswd splitport splitquery splittag splittype splituser splitvalue ssl
        string sys test1 thishost time toBytes unquote unquote_plus unwrap url2pathname urlcleanup urlencode urlopen
        urlretrieve
    urllib2: AbstractBasicAuthHandler AbstractDigestAuthHandler AbstractHTTPHandler BaseHandler CacheFTPHandler
        FTPHandler FileHandler HTTPBasicAuthHandler HTTPCookieProcessor HTTPDefaultErrorHandler HTTPDigestAuthHandler
        HTTPError HTTPErrorProcessor HTTPHandler HTTPPasswordMgr HTTPPasswordMgrWithDefaultRealm HTTPRedirectHandler
        HTTPSHandler OpenerDirector ProxyBasicAuthHandler ProxyDigestAuthHandler ProxyHandler Request StringIO
        URLError UnknownHandler addinfourl base64 bisect build_opener ftpwrapper getproxies hashlib httplib
        install_opener localhost mimetools os parse_http_list parse_keqv_list posixpath proxy_bypass quote random
        randombytes re request_host socket splitattr splithost splitpasswd splitport splittag splittype splituser
        splitvalue ssl sys time toBytes unquote unwrap url2pathname urlopen urlparse warnings
    urlparse: MAX_CACHE_SIZE ParseResult ResultMixin SplitResult clear_cache namedtuple non_hierarchical parse_qs
        parse_qsl re scheme_chars unquote urldefrag urljoin urlparse urlsplit urlunparse urlunsplit uses_fragment
        uses_netloc uses_params uses_query uses_relative
    uuid: NAMESPACE_DNS NAMESPACE_OID NAMESPACE_URL NAMESPACE_X500 RESERVED_FUTURE RESERVED_MICROSOFT RESERVED_NCS
        RFC_4122 UUID ctypes getnode lib libname os sys uuid1 uuid3 uuid4 uuid5
    warnings: WarningMessage catch_warnings default_action defaultaction filters filterwarnings formatwarning
        linecache once_registry onceregistry resetwarnings showwarning simplefilter sys types warn warn_explicit
        warnpy3k
    weakref: CallableProxyType KeyedRef ProxyType ProxyTypes ReferenceError ReferenceType UserDict WeakKeyDictionary
        WeakSet WeakValueDictionary getweakrefcount getweakrefs proxy ref
    xml.dom.minidom: Attr AttributeList CDATASection CharacterData Childless Comment DOMImplementation
        DOMImplementationLS Document DocumentFragment DocumentLS DocumentType EMPTY_NAMESPACE EMPTY_PREFIX Element
        ElementInfo EmptyNodeList Entity Identified NamedNodeMap Node NodeList Notation ProcessingInstruction
        ReadOnlySequentialNamedNodeMap StringTypes Text TypeInfo XMLNS_NAMESPACE defproperty domreg
        getDOMImplementation parse parseString xml
    xml.etree.ElementTree: Comment Element ElementPath ElementTree HTML_EMPTY PI ParseError ProcessingInstruction
        QName SubElement TreeBuilder VERSION XML XMLID XMLParser XMLTreeBuilder dump fromstring fromstringlist
        iselement iterparse parse re register_namespace sys tostring tostringlist warnings
    xml.sax.saxutils: XMLFilterBase XMLGenerator escape handler io os prepare_input_source quoteattr sys types
        unescape urllib urlparse xmlreader
    xmlrpclib: APPLICATION_ERROR Binary Boolean BooleanType BufferType BuiltinFunctionType BuiltinMethodType ClassType
        CodeType ComplexType DateTime DictProxyType DictType DictionaryType EllipsisType Error ExpatParser False
        FastMarshaller FastParser FastUnmarshaller Fault FileType FloatType FrameType FunctionType GeneratorType
        GetSetDescriptorType GzipDecodedResponse INTERNAL_ERROR INVALID_ENCODING_CHAR INVALID_METHOD_PARAMS
        INVALID_XMLRPC InstanceType IntType LambdaType ListType LongType MAXINT METHOD_NOT_FOUND MININT Marshaller
        MemberDescriptorType MethodType ModuleType MultiCall MultiCallIterator NOT_WELLFORMED_ERROR NoneType
        NotImplementedType ObjectType PARSE_ERROR ProtocolError ResponseError SERVER_ERROR SYSTEM_ERROR SafeTransport
        Server ServerProxy SliceType SlowParser StringIO StringType StringTypes TRANSPORT_ERROR TracebackType
        Transport True TupleType TypeType UNSUPPORTED_ENCODING UnboundMethodType UnicodeType Unmarshaller WRAPPERS
        XRangeType base64 boolean datetime dumps errno escape expat getparser gzip gzip_decode gzip_encode httplib
        loads operator re socket string time
    zipfile: BadZipfile LargeZipFile PyZipFile ZIP64_LIMIT ZIP_DEFLATED ZIP_FILECOUNT_LIMIT ZIP_MAX_COMMENT ZIP_STORED
        ZipExtFile ZipFile ZipInfo binascii cStringIO compressor_names crc32 error io is_zipfile main os re shutil
        sizeCentralDir sizeEndCentDir sizeEndCentDir64 sizeEndCentDir64Locator sizeFileHeader stat string
        stringCentralDir stringEndArchive stringEndArchive64 stringEndArchive64Locator stringFileHeader struct
        structCentralDir structEndArchive structEndArchive64 structEndArchive64Locator structFileHeader sys time zlib
'''


def _sets(lines):
    """Return {word before the colon: set of the words behind it} for each of *lines*."""
    rows = [line.partition(':') for line in lines.strip().replace('\n        ', ' ').splitlines()]
    return dict((row[0].strip(), frozenset(row[2].split())) for row in rows)


def _dotted(below):
    return [package + '.' + name for package, names in _sets(below).items() for name in names]


MODULES = frozenset(_TOP.split() + _dotted(_BELOW))
NAMES = _sets(_NAMES)
