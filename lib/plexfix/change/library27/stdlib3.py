# -*- coding: utf-8 -*-
"""What the standard library of Python 3 has and that of 2.7 has not, with the version that brought it.

Made by dev/make_stdlib27.py, which asked Python 2.7 and 3.6 to 3.13; change that, not this.
"""
from __future__ import absolute_import, division, print_function


_MODULES = '''
    _abc=3.7 _asyncio _blake2 _bz2 _collections_abc _compression _contextvars=3.7 _crypt _datetime _decimal
    _dummy_thread _imp _ios_support=3.13 _lzma _markupbase _opcode _opcode_metadata=3.13 _operator _peg_parser=3.9
    _pickle _posixshmem=3.8 _posixsubprocess _py_abc=3.7 _pydatetime=3.12 _pydecimal _pylong=3.12 _queue=3.7 _sha1
    _sha2=3.12 _sha3 _signal _stat _statistics=3.8 _string _suggestions=3.13 _thread _tokenize=3.11 _tracemalloc
    _typing=3.11 _uuid=3.7 _zoneinfo=3.9 asyncio=3.4 asyncio.base_events asyncio.base_futures asyncio.base_subprocess
    asyncio.base_tasks asyncio.compat asyncio.constants asyncio.coroutines asyncio.events asyncio.exceptions=3.8
    asyncio.format_helpers=3.7 asyncio.futures asyncio.locks asyncio.log asyncio.mixins=3.10 asyncio.proactor_events
    asyncio.protocols asyncio.queues asyncio.runners=3.7 asyncio.selector_events asyncio.sslproto
    asyncio.staggered=3.8 asyncio.streams asyncio.subprocess asyncio.taskgroups=3.11 asyncio.tasks asyncio.test_utils
    asyncio.threads=3.9 asyncio.timeouts=3.11 asyncio.transports asyncio.trsock=3.8 asyncio.unix_events
    asyncio.windows_events asyncio.windows_utils builtins collections.abc=3.3 concurrent=3.2 concurrent.futures=3.2
    concurrent.futures.process concurrent.futures.thread configparser contextvars=3.7 copyreg dataclasses=3.7 dbm.dumb
    dbm.gnu dbm.ndbm dbm.sqlite3=3.13 email.contentmanager email.headerregistry email.policy=3.3 encodings.cp1125
    encodings.cp273 encodings.cp65001 encodings.koi8_t encodings.kz1048 encodings.oem enum=3.4 faulthandler=3.3
    graphlib=3.9 html html.entities html.parser http http.client http.cookiejar http.cookies http.server
    importlib.abc=3.1 importlib.machinery=3.3 importlib.metadata=3.8 importlib.metadata.diagnose=3.13
    importlib.readers=3.10 importlib.resources=3.7 importlib.resources.abc=3.11 importlib.resources.readers=3.11
    importlib.resources.simple=3.11 importlib.simple=3.11 importlib.util=3.1 ipaddress=3.3 lzma=3.3
    multiprocessing.context multiprocessing.forkserver multiprocessing.popen_fork multiprocessing.popen_forkserver
    multiprocessing.popen_spawn_posix multiprocessing.popen_spawn_win32 multiprocessing.resource_sharer
    multiprocessing.resource_tracker=3.8 multiprocessing.semaphore_tracker multiprocessing.shared_memory=3.8
    multiprocessing.spawn pathlib=3.4 queue reprlib secrets=3.6 selectors=3.4 socketserver statistics=3.4 tkinter
    tkinter.colorchooser tkinter.commondialog tkinter.constants tkinter.dialog tkinter.dnd tkinter.filedialog
    tkinter.font tkinter.messagebox tkinter.scrolledtext tkinter.simpledialog tkinter.tix tkinter.ttk tomllib=3.11
    tracemalloc=3.4 turtledemo typing=3.5 unittest.async_case=3.8 unittest.mock=3.3 urllib.error=3.0 urllib.parse=3.0
    urllib.request=3.0 urllib.response urllib.robotparser venv=3.3 winreg=3.0 wsgiref.types=3.11 xmlrpc=3.0
    xmlrpc.client xmlrpc.server xxlimited xxlimited_35=3.10 zipapp=3.5 zoneinfo=3.9
'''
_BUILTINS = '''
    BaseExceptionGroup=3.11 BlockingIOError=3.3 BrokenPipeError=3.3 ChildProcessError=3.3 ConnectionAbortedError=3.3
    ConnectionError=3.3 ConnectionRefusedError=3.3 ConnectionResetError=3.3 EncodingWarning=3.10 ExceptionGroup=3.11
    FileExistsError=3.3 FileNotFoundError=3.3 InterruptedError=3.3 IsADirectoryError=3.3 ModuleNotFoundError=3.6
    NotADirectoryError=3.3 PermissionError=3.3 ProcessLookupError=3.3 PythonFinalizationError=3.13 RecursionError=3.5
    ResourceWarning=3.2 StopAsyncIteration=3.5 TimeoutError=3.3 aiter=3.10 anext=3.10 ascii breakpoint=3.7
'''
_NAMES = '''
    abc: ABC=3.4 abstractclassmethod abstractstaticmethod get_cache_token update_abstractmethods=3.10
    argparse: BooleanOptionalAction=3.9 MetavarTypeHelpFormatter
    array: typecodes
    asynchat: warn=3.10
    atexit: unregister
    audioop: byteswap
    base64: a85decode a85encode=3.4 b32hexdecode=3.10 b32hexencode=3.10 b85decode=3.4 b85encode=3.4 decodebytes=3.1
        encodebytes=3.1 z85decode=3.13 z85encode=3.13
    bz2: open
    calendar: APRIL=3.12 AUGUST=3.12 DECEMBER=3.12 Day=3.12 FEBRUARY=3.12 JANUARY=3.12 JULY=3.12 JUNE=3.12 MARCH=3.12
        MAY=3.12 Month=3.12 NOVEMBER=3.12 OCTOBER=3.12 SEPTEMBER=3.12
    cgitb: html_escape=3.11
    cmath: inf infj isclose isfinite nan nanj tau
    codecs: namereplace_errors
    collections: AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString ChainMap=3.3 Collection Coroutine
        Generator Reversible UserDict UserList UserString
    contextlib: AbstractAsyncContextManager=3.7 AbstractContextManager=3.6 AsyncExitStack=3.7 ContextDecorator=3.2
        ExitStack=3.3 aclosing=3.10 asynccontextmanager=3.7 chdir=3.11 nullcontext=3.7 redirect_stderr
        redirect_stdout=3.4 suppress=3.4
    copy: replace=3.13
    crypt: methods mksalt
    csv: unix_dialect
    ctypes: BigEndianUnion=3.11 LittleEndianUnion=3.11 c_time_t=3.12
    curses: get_escdelay=3.9 get_tabsize=3.9 has_extended_color_support=3.10 ncurses_version=3.8 set_escdelay=3.9
        set_tabsize=3.9 unget_wch update_lines_cols window=3.8
    curses.panel: panel=3.8
    datetime: UTC=3.11 timezone=3.2
    decimal: FloatOperation
    difflib: diff_bytes
    dummy_threading: Barrier BrokenBarrierError ExceptHookArgs=3.8 ThreadError excepthook=3.8 get_ident main_thread
    email: message_from_binary_file message_from_bytes
    email.base64mime: header_length
    email.errors: CloseBoundaryNotFoundDefect HeaderDefect HeaderMissingRequiredValue HeaderWriteError=3.13
        InvalidBase64CharactersDefect InvalidBase64LengthDefect InvalidBase64PaddingDefect InvalidDateDefect=3.10
        InvalidHeaderDefect InvalidMultipartContentTransferEncodingDefect MissingHeaderBodySeparatorDefect
        NonASCIILocalPartDefect NonPrintableDefect ObsoleteHeaderDefect UndecodableBytesDefect
    email.feedparser: BytesFeedParser
    email.generator: BytesGenerator
    email.message: EmailMessage
    email.parser: BytesFeedParser BytesHeaderParser BytesParser
    email.quoprimime: body_length header_length
    email.utils: format_datetime parsedate_to_datetime
    filecmp: clear_cache
    functools: cache=3.9 cached_property=3.8 lru_cache=3.2 partialmethod=3.4 singledispatch=3.4
        singledispatchmethod=3.8
    gc: callbacks freeze=3.7 get_freeze_count=3.7 get_stats is_finalized=3.9 unfreeze=3.7
    gettext: dnpgettext=3.8 dpgettext=3.8 npgettext=3.8 pgettext=3.8
    glob: escape=3.4 translate=3.13
    gzip: BadGzipFile=3.8 compress decompress
    hashlib: blake2b=3.6 blake2s file_digest=3.11 sha3_224 sha3_256=3.6 sha3_384 sha3_512 shake_128 shake_256
    hmac: digest=3.7
    imp: SourcelessFileLoader cache_from_source=3.2 create_dynamic get_tag is_frozen_package source_from_cache
    importlib: invalidate_caches reload
    inspect: BoundArguments BufferFlags=3.12 ClassFoundException=3.9 ClosureVars FrameInfo FullArgSpec OrderedDict
        Parameter Signature formatannotation formatannotationrelativeto get_annotations=3.10 getasyncgenlocals=3.12
        getasyncgenstate=3.12 getattr_static getclosurevars getcoroutinelocals getcoroutinestate getfullargspec=3.0
        getgeneratorlocals getgeneratorstate getmembers_static=3.11 isasyncgen isasyncgenfunction isawaitable
        iscoroutine iscoroutinefunction ismethodwrapper=3.11 k markcoroutinefunction=3.12 mod_dict signature=3.3
        unwrap v
    io: open_code=3.8 text_encoding=3.11
    itertools: accumulate=3.2 batched=3.12 filterfalse pairwise=3.10 zip_longest
    json: JSONDecodeError=3.5
    json.decoder: JSONDecodeError=3.5
    json.encoder: c_encode_basestring py_encode_basestring
    json.tool: Path=3.9
    keyword: issoftkeyword=3.9 softkwlist=3.9
    linecache: lazycache=3.9
    locale: getencoding=3.11
    logging: getHandlerByName=3.12 getHandlerNames=3.12 getLevelNamesMapping=3.11 getLogRecordFactory lastResort
        setLogRecordFactory
    logging.handlers: QueueHandler QueueListener
    math: cbrt=3.11 comb=3.8 dist=3.8 exp2=3.11 fma=3.13 gcd=3.5 inf=3.5 isclose=3.5 isfinite=3.2 isqrt=3.8 lcm=3.9
        log2=3.3 nan=3.5 nextafter=3.9 perm=3.8 prod=3.8 remainder=3.7 sumprod=3.12 tau=3.6 ulp=3.9
    mimetypes: guess_file_type=3.13
    multiprocessing: Barrier SimpleQueue get_all_start_methods get_context get_start_method parent_process=3.8 reducer
        set_executable set_forkserver_preload set_start_method
    multiprocessing.connection: wait
    multiprocessing.dummy: Barrier
    multiprocessing.managers: SharedMemoryManager=3.8
    multiprocessing.process: BaseProcess parent_process=3.8
    multiprocessing.reduction: DupFd dump recvfds register sendfds
    multiprocessing.util: close_all_fds_except
    nntplib: decode_header
    operator: call=3.11 imatmul length_hint=3.4 matmul
    os: DirEntry copy_file_range=3.8 cpu_count=3.4 device_encoding environb=3.2 eventfd=3.10 eventfd_read=3.10
        eventfd_write=3.10 fsdecode=3.2 fsencode=3.2 fspath=3.6 fwalk get_blocking get_exec_path=3.2 get_inheritable
        get_terminal_size=3.3 getcwdb getenvb getgrouplist getpriority getrandom getxattr grantpt=3.13 listxattr lockf
        login_tty=3.11 memfd_create=3.8 pidfd_open=3.9 pipe2 posix_fadvise posix_fallocate posix_openpt=3.13
        posix_spawn=3.8 posix_spawnp=3.8 pread preadv=3.7 ptsname=3.13 pwrite pwritev=3.7 readv register_at_fork=3.7
        removexattr replace=3.3 scandir=3.5 sched_get_priority_max sched_get_priority_min sched_getaffinity=3.3
        sched_getparam sched_getscheduler sched_param sched_rr_get_interval sched_setaffinity sched_setparam
        sched_setscheduler sched_yield sendfile set_blocking set_inheritable setns=3.12 setpriority setxattr
        splice=3.10 supports_bytes_environ sync terminal_size timerfd_create=3.13 timerfd_gettime=3.13
        timerfd_gettime_ns=3.13 timerfd_settime=3.13 timerfd_settime_ns=3.13 times_result truncate uname_result
        unlockpt=3.13 unshare=3.12 waitid waitid_result waitstatus_to_exitcode=3.9 writev
    os.path: commonpath=3.4 isdevdrive=3.13 isjunction=3.12 splitroot=3.12
    pickle: PickleBuffer=3.8
    pkgutil: ModuleInfo
    platform: AndroidVer=3.13 IOSVersionInfo=3.13 android_ver=3.13 freedesktop_os_release=3.10 ios_ver=3.13
        uname_result win32_edition=3.8 win32_is_iot=3.8
    plistlib: InvalidFileException UID=3.8 dump dumps load loads readPlistFromBytes writePlistToBytes
    pprint: pp=3.8
    pstats: FunctionProfile=3.9 SortKey=3.7 StatsProfile=3.9
    py_compile: PycInvalidationMode=3.7
    random: binomialvariate=3.12 choices=3.6 randbytes=3.9
    re: A ASCII Match=3.7 NOFLAG=3.11 Pattern=3.7 PatternError=3.13 RegexFlag=3.6 fullmatch=3.4
    readline: append_history_file backend=3.13 set_auto_history
    resource: prlimit
    shlex: join=3.8 quote
    shutil: SameFileError chown=3.3 disk_usage=3.3 get_terminal_size=3.3 get_unpack_formats register_unpack_format
        unpack_archive=3.2 unregister_unpack_format which=3.3
    signal: Handlers Sigmasks Signals pidfd_send_signal=3.9 pthread_kill pthread_sigmask raise_signal=3.8 sigpending
        sigtimedwait=3.3 sigwait sigwaitinfo strsignal=3.8 struct_siginfo valid_signals=3.8
    smtplib: SMTPNotSupportedError=3.7
    socket: AddressFamily SocketKind close=3.7 create_server=3.8 dup has_dualstack_ipv6=3.8 if_indextoname
        if_nameindex if_nametoindex recv_fds=3.9 send_fds=3.9 sethostname
    sqlite3: Blob=3.11
    sqlite3.dbapi2: Blob=3.11
    ssl: AlertDescription HAS_SSLv2=3.7 HAS_SSLv3=3.7 HAS_TLSv1=3.7 HAS_TLSv1_1=3.7 HAS_TLSv1_2=3.7 MemoryBIO Options
        RAND_bytes RAND_pseudo_bytes SSLCertVerificationError=3.7 SSLErrorNumber SSLObject SSLSession TLSVersion=3.7
        VerifyFlags VerifyMode
    stat: filemode
    struct: iter_unpack
    subprocess: CompletedProcess=3.5 DEVNULL=3.3 SubprocessError=3.3 TimeoutExpired=3.3 getoutput getstatusoutput
        run=3.5
    sunau: namedtuple
    sys: abiflags activate_stack_trampoline=3.12 addaudithook=3.8 audit=3.8 base_exec_prefix base_prefix
        breakpointhook=3.7 deactivate_stack_trampoline=3.12 exception=3.11 get_asyncgen_hooks
        get_coroutine_origin_tracking_depth=3.7 get_coroutine_wrapper get_int_max_str_digits=3.7 getallocatedblocks
        getfilesystemencodeerrors getswitchinterval getunicodeinternedsize=3.12 hash_info implementation int_info
        intern is_finalizing is_stack_trampoline_active=3.12 orig_argv=3.10 platlibdir=3.9 pycache_prefix=3.8
        set_asyncgen_hooks set_coroutine_origin_tracking_depth=3.7 set_coroutine_wrapper set_int_max_str_digits=3.7
        setswitchinterval stdlib_module_names=3.10 thread_info unraisablehook=3.8
    tarfile: AbsoluteLinkError=3.12 AbsolutePathError=3.12 FilterError=3.12 LinkOutsideDestinationError=3.12
        OutsideDestinationError=3.12 SpecialFileError=3.12 data_filter=3.12 fully_trusted_filter=3.12 tar_filter=3.12
    tempfile: TemporaryDirectory=3.2 gettempdirb gettempprefixb
    textwrap: indent=3.3 shorten=3.4
    threading: Barrier=3.2 BrokenBarrierError ExceptHookArgs=3.8 excepthook=3.8 get_ident=3.3 get_native_id=3.8
        getprofile=3.10 gettrace=3.10 main_thread=3.4 setprofile_all_threads=3.12 settrace_all_threads=3.12
    time: clock_getres clock_gettime=3.3 clock_gettime_ns=3.7 clock_settime clock_settime_ns=3.7 get_clock_info
        monotonic=3.3 monotonic_ns=3.7 perf_counter=3.3 perf_counter_ns=3.7 process_time=3.3 process_time_ns=3.7
        pthread_getcpuclockid=3.7 thread_time=3.7 thread_time_ns=3.7 time_ns=3.7
    traceback: FrameSummary StackSummary TracebackException clear_frames walk_stack walk_tb
    tty: cfmakecbreak=3.12 cfmakeraw=3.12
    types: AsyncGeneratorType CapsuleType=3.13 CellType=3.8 ClassMethodDescriptorType=3.7 CoroutineType
        DynamicClassAttribute GenericAlias=3.9 MappingProxyType MethodDescriptorType=3.7 MethodWrapperType=3.7
        SimpleNamespace=3.3 UnionType=3.10 WrapperDescriptorType=3.7 coroutine get_original_bases=3.12 new_class
        prepare_class resolve_bases=3.7
    unicodedata: is_normalized=3.8
    unittest: IsolatedAsyncioTestCase=3.8 addModuleCleanup=3.8 doModuleCleanups=3.11 enterModuleContext=3.11
    unittest.case: addModuleCleanup=3.8 doModuleCleanups=3.8 enterModuleContext=3.11
    unittest.loader: fnmatchcase=3.7
    unittest.util: Counter=3.7 commonprefix three_way_cmp
    uuid: Enum=3.7 SafeUUID=3.7 bytes_ int_ main=3.12
    warnings: deprecated=3.13
    weakref: WeakMethod finalize=3.4
    wsgiref.handlers: IISCGIHandler read_environ
    xml.etree.ElementInclude: LimitedRecursiveIncludeError=3.9 urljoin=3.9
    xml.etree.ElementTree: C14NWriterTarget=3.8 XMLPullParser canonicalize=3.8 indent=3.9
    xml.etree.cElementTree: C14NWriterTarget=3.8 XMLPullParser canonicalize=3.8 indent=3.9
    xml.sax.handler: LexicalHandler=3.10
    zipfile: BadZipFile Path=3.8
'''
_ATTRIBUTES = '''
    BaseException: add_note=3.11 with_traceback
    bytearray: clear copy hex isascii=3.7 maketrans removeprefix=3.9 removesuffix=3.9
    bytes: fromhex hex=3.5 isascii=3.7 maketrans removeprefix=3.9 removesuffix=3.9
    datetime.date: fromisocalendar=3.8 fromisoformat=3.7
    datetime.datetime: fold fromisocalendar=3.8 fromisoformat=3.7 timestamp=3.3
    datetime.time: fold fromisoformat=3.7
    int: as_integer_ratio=3.8 bit_count=3.10 from_bytes=3.2 is_integer=3.12 to_bytes=3.2
    list: clear=3.3 copy=3.3
    memoryview: c_contiguous cast contiguous f_contiguous hex nbytes obj release toreadonly=3.8
    str: casefold=3.3 format_map=3.2 isascii=3.7 isidentifier isprintable maketrans removeprefix=3.9 removesuffix=3.9
'''


def _versions(words):
    """Return {name: '3.5', '' where the oldest Python 3 here has it already} for words such as `run=3.5`."""
    return dict(word.partition('=')[::2] for word in words.split())


def _rows(lines):
    rows = [line.partition(':') for line in lines.strip().replace('\n        ', ' ').splitlines()]
    return dict((row[0].strip(), _versions(row[2])) for row in rows)


MODULES = _versions(_MODULES)
BUILTINS = _versions(_BUILTINS)
NAMES = _rows(_NAMES)
ATTRIBUTES = _rows(_ATTRIBUTES)
