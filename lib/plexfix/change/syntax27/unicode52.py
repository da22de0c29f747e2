# -*- coding: utf-8 -*-
"""Which characters have a name in Unicode 5.2, the one that Python 2.7 brings; made by dev/make_unicode52.py."""
from __future__ import absolute_import, division, print_function

from bisect import bisect_right

_RANGES = (
    '20-7e a0-377 37a-37e 384-38a 38c 38e-3a1 3a3-525 531-556 559-55f 561-587 589-58a 591-5c7 5d0-5ea 5f0-5f4 '
    '600-603 606-61b 61e-61f 621-65e 660-70d 70f-74a 74d-7b1 7c0-7fa 800-82d 830-83e 900-939 93c-94e 950-955 '
    '958-972 979-97f 981-983 985-98c 98f-990 993-9a8 9aa-9b0 9b2 9b6-9b9 9bc-9c4 9c7-9c8 9cb-9ce 9d7 9dc-9dd '
    '9df-9e3 9e6-9fb a01-a03 a05-a0a a0f-a10 a13-a28 a2a-a30 a32-a33 a35-a36 a38-a39 a3c a3e-a42 a47-a48 a4b-a4d '
    'a51 a59-a5c a5e a66-a75 a81-a83 a85-a8d a8f-a91 a93-aa8 aaa-ab0 ab2-ab3 ab5-ab9 abc-ac5 ac7-ac9 acb-acd ad0 '
    'ae0-ae3 ae6-aef af1 b01-b03 b05-b0c b0f-b10 b13-b28 b2a-b30 b32-b33 b35-b39 b3c-b44 b47-b48 b4b-b4d b56-b57 '
    'b5c-b5d b5f-b63 b66-b71 b82-b83 b85-b8a b8e-b90 b92-b95 b99-b9a b9c b9e-b9f ba3-ba4 ba8-baa bae-bb9 bbe-bc2 '
    'bc6-bc8 bca-bcd bd0 bd7 be6-bfa c01-c03 c05-c0c c0e-c10 c12-c28 c2a-c33 c35-c39 c3d-c44 c46-c48 c4a-c4d '
    'c55-c56 c58-c59 c60-c63 c66-c6f c78-c7f c82-c83 c85-c8c c8e-c90 c92-ca8 caa-cb3 cb5-cb9 cbc-cc4 cc6-cc8 '
    'cca-ccd cd5-cd6 cde ce0-ce3 ce6-cef cf1-cf2 d02-d03 d05-d0c d0e-d10 d12-d28 d2a-d39 d3d-d44 d46-d48 d4a-d4d '
    'd57 d60-d63 d66-d75 d79-d7f d82-d83 d85-d96 d9a-db1 db3-dbb dbd dc0-dc6 dca dcf-dd4 dd6 dd8-ddf df2-df4 '
    'e01-e3a e3f-e5b e81-e82 e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea3 ea5 ea7 eaa-eab ead-eb9 ebb-ebd ec0-ec4 '
    'ec6 ec8-ecd ed0-ed9 edc-edd f00-f47 f49-f6c f71-f8b f90-f97 f99-fbc fbe-fcc fce-fd8 1000-10c5 10d0-10fc '
    '1100-1248 124a-124d 1250-1256 1258 125a-125d 1260-1288 128a-128d 1290-12b0 12b2-12b5 12b8-12be 12c0 12c2-12c5 '
    '12c8-12d6 12d8-1310 1312-1315 1318-135a 135f-137c 1380-1399 13a0-13f4 1400-169c 16a0-16f0 1700-170c 170e-1714 '
    '1720-1736 1740-1753 1760-176c 176e-1770 1772-1773 1780-17dd 17e0-17e9 17f0-17f9 1800-180e 1810-1819 1820-1877 '
    '1880-18aa 18b0-18f5 1900-191c 1920-192b 1930-193b 1940 1944-196d 1970-1974 1980-19ab 19b0-19c9 19d0-19da '
    '19de-1a1b 1a1e-1a5e 1a60-1a7c 1a7f-1a89 1a90-1a99 1aa0-1aad 1b00-1b4b 1b50-1b7c 1b80-1baa 1bae-1bb9 1c00-1c37 '
    '1c3b-1c49 1c4d-1c7f 1cd0-1cf2 1d00-1de6 1dfd-1f15 1f18-1f1d 1f20-1f45 1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d '
    '1f5f-1f7d 1f80-1fb4 1fb6-1fc4 1fc6-1fd3 1fd6-1fdb 1fdd-1fef 1ff2-1ff4 1ff6-1ffe 2000-2064 206a-2071 2074-208e '
    '2090-2094 20a0-20b8 20d0-20f0 2100-2189 2190-23e8 2400-2426 2440-244a 2460-26cd 26cf-26e1 26e3 26e8-26ff '
    '2701-2704 2706-2709 270c-2727 2729-274b 274d 274f-2752 2756-275e 2761-2794 2798-27af 27b1-27be 27c0-27ca 27cc '
    '27d0-2b4c 2b50-2b59 2c00-2c2e 2c30-2c5e 2c60-2cf1 2cf9-2d25 2d30-2d65 2d6f 2d80-2d96 2da0-2da6 2da8-2dae '
    '2db0-2db6 2db8-2dbe 2dc0-2dc6 2dc8-2dce 2dd0-2dd6 2dd8-2dde 2de0-2e31 2e80-2e99 2e9b-2ef3 2f00-2fd5 2ff0-2ffb '
    '3000-303f 3041-3096 3099-30ff 3105-312d 3131-318e 3190-31b7 31c0-31e3 31f0-321e 3220-32fe 3300-4db5 4dc0-9fcb '
    'a000-a48c a490-a4c6 a4d0-a62b a640-a65f a662-a673 a67c-a697 a6a0-a6f7 a700-a78c a7fb-a82b a830-a839 a840-a877 '
    'a880-a8c4 a8ce-a8d9 a8e0-a8fb a900-a953 a95f-a97c a980-a9cd a9cf-a9d9 a9de-a9df aa00-aa36 aa40-aa4d aa50-aa59 '
    'aa5c-aa7b aa80-aac2 aadb-aadf abc0-abed abf0-abf9 ac00-d7a3 d7b0-d7c6 d7cb-d7fb f900-fa2d fa30-fa6d fa70-fad9 '
    'fb00-fb06 fb13-fb17 fb1d-fb36 fb38-fb3c fb3e fb40-fb41 fb43-fb44 fb46-fbb1 fbd3-fd3f fd50-fd8f fd92-fdc7 '
    'fdf0-fdfd fe00-fe19 fe20-fe26 fe30-fe52 fe54-fe66 fe68-fe6b fe70-fe74 fe76-fefc feff ff01-ffbe ffc2-ffc7 '
    'ffca-ffcf ffd2-ffd7 ffda-ffdc ffe0-ffe6 ffe8-ffee fff9-fffd 10000-1000b 1000d-10026 10028-1003a 1003c-1003d '
    '1003f-1004d 10050-1005d 10080-100fa 10100-10102 10107-10133 10137-1018a 10190-1019b 101d0-101fd 10280-1029c '
    '102a0-102d0 10300-1031e 10320-10323 10330-1034a 10380-1039d 1039f-103c3 103c8-103d5 10400-1049d 104a0-104a9 '
    '10800-10805 10808 1080a-10835 10837-10838 1083c 1083f-10855 10857-1085f 10900-1091b 1091f-10939 1093f '
    '10a00-10a03 10a05-10a06 10a0c-10a13 10a15-10a17 10a19-10a33 10a38-10a3a 10a3f-10a47 10a50-10a58 10a60-10a7f '
    '10b00-10b35 10b39-10b55 10b58-10b72 10b78-10b7f 10c00-10c48 10e60-10e7e 11080-110c1 12000-1236e 12400-12462 '
    '12470-12473 13000-1342e 1d000-1d0f5 1d100-1d126 1d129-1d1dd 1d200-1d245 1d300-1d356 1d360-1d371 1d400-1d454 '
    '1d456-1d49c 1d49e-1d49f 1d4a2 1d4a5-1d4a6 1d4a9-1d4ac 1d4ae-1d4b9 1d4bb 1d4bd-1d4c3 1d4c5-1d505 1d507-1d50a '
    '1d50d-1d514 1d516-1d51c 1d51e-1d539 1d53b-1d53e 1d540-1d544 1d546 1d54a-1d550 1d552-1d6a5 1d6a8-1d7cb '
    '1d7ce-1d7ff 1f000-1f02b 1f030-1f093 1f100-1f10a 1f110-1f12e 1f131 1f13d 1f13f 1f142 1f146 1f14a-1f14e 1f157 '
    '1f15f 1f179 1f17b-1f17c 1f17f 1f18a-1f18d 1f190 1f200 1f210-1f231 1f240-1f248 20000-2a6d6 2a700-2b734 '
    '2f800-2fa1d e0001 e0020-e007f e0100-e01ef ')

_EDGES = [int(edge, 16) for span in _RANGES.split() for edge in (span + '-' + span).split('-')[:2]]


def known(number):
    """Return whether the character of that *number* has a name."""
    place = bisect_right(_EDGES, number)
    return place % 2 == 1 or (place > 0 and _EDGES[place - 1] == number)
