//! What is put into a list is the list's: it is in one list, once.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;
use miniport::{List, ListNode};

fn remember(lists: &mut [List<u32>; 2], node: PoolBox<ListNode<u32>>) {
    lists[0].push_back(node);
    lists[1].push_back(node);
}

fn main() {}
