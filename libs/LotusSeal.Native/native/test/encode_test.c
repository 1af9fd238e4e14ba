/*
 * Encoding. Answers: the first two nodes of the replica of the reference's 2 KiB sector, from its last layer and its data
 * (tests/vectors/reference/2kib); sums around r by hand.
 */
#include <string.h>

#include "check.h"
#include "common/platform.h"
#include "guarded.h"
#include "lotusseal.h"
#include "random.h"
#include "tests.h"

static const struct {
    const char *label, *data, *replica;
} answers[] = {
    {"4cbb82186a28fae619579681d9f11d18c718529f782a81251ffcfd7e7561be3e", "3007b06188274fca36f7e921f0ab5e6c276d8b919be351c214253855fbae5408",
     "7cc2327af24f49b1504e80a3c99d7c84ee85dd30140ed3e7332136d470101347"},
    {"54eb2af49ce0e7810ea1a590f1760d26c3d7722accd3be1fd2d8074314504c2b", "e209b322fd97ec4f9fcdb7d0f4b8f762e833c1c8b7c7046312612bb5e91a8637",
     "36f5dd169a78d4d1ad6e5d61e62f0589ab0b34f3839bc382e43933f8fd6ad262"},
    /* (r - 1) + (r - 1) = r - 2, (r - 1) + 1 = 0 */
    {"00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73", "00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73",
     "fffffffffefffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73"},
    {"00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73", "0100000000000000000000000000000000000000000000000000000000000000",
     "0000000000000000000000000000000000000000000000000000000000000000"},
};

static void known_answers(void) {
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        uint8_t label[NODE_BYTES], data[NODE_BYTES], result[NODE_BYTES];
        bytes_of_hex(answers[i].label, label);
        bytes_of_hex(answers[i].data, data);
        lotusseal_encode(label, data, result, 1);
        check_hex(answers[i].replica, result, "replica", i);
        lotusseal_decode(label, result, result, 1);
        check_hex(answers[i].data, result, "decoded data", i);
    }
}

static void there_and_back(size_t count) {
    size_t bytes = count * NODE_BYTES;
    guarded labels = guarded_new(bytes, 1), data = guarded_new(bytes, 2), replica = guarded_new(bytes, 3), in_place = guarded_new(bytes, 13);
    random_nodes(labels.bytes, count);
    random_nodes(data.bytes, count);
    memcpy(in_place.bytes, data.bytes, bytes);
    lotusseal_encode(labels.bytes, data.bytes, replica.bytes, count);
    lotusseal_encode(labels.bytes, in_place.bytes, in_place.bytes, count);
    check_equal(replica.bytes, in_place.bytes, bytes, "encoding in place, nodes", count);
    lotusseal_decode(labels.bytes, in_place.bytes, in_place.bytes, count);
    check_equal(data.bytes, in_place.bytes, bytes, "decoding in place, nodes", count);
    guarded_free(&labels);
    guarded_free(&data);
    guarded_free(&replica);
    guarded_free(&in_place);
}

void test_encode(void) {
    known_answers();
    for (size_t count = 0; count < 20; count++) there_and_back(count);
    there_and_back(1001);
}
